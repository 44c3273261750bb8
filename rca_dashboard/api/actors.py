"""The user and address behind a request, for the audit log."""

from fastapi import Request

from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.identity import identity_of
from rca_dashboard.domain.audit import Actor


def actor_of(request: Request) -> Actor:
    """Return the actor that the gate identified."""
    return Actor(identity_of(request.scope).username, address_of(request.scope))
