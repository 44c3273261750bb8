"""Identities and roles."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

_SCOPE_KEY = "rca_dashboard.identity"


class Role(IntEnum):
    """Roles; a higher role may do everything that a lower one may.

    Attributes:
        NOBODY: Not logged in; may see the login page and whether the app is alive.
        VIEWER: May read, and change personal data: marks, preferences, notifications. A user who could not even pause
            the list would be disturbed by it all day.
        AGENT: Works on tickets; nothing requires this role yet.
        ADMIN: May also use operations and accounts.
    """

    NOBODY = 0
    VIEWER = 1
    AGENT = 2
    ADMIN = 3


class TokenScope(StrEnum):
    """What an API token may be used for.

    Attributes:
        TICKETS: Read tickets, their history, counts, charts and exports.
        FEED: Read the change feed and notifications.
        OPERATE: Read and steer polling, import and reconcile, and read metrics and the audit log.
        CASES: Read and change cases.
    """

    TICKETS = "tickets"
    FEED = "feed"
    OPERATE = "operate"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request or a socket belongs to.

    Attributes:
        session_id: The session's id; empty for ``NOBODY``, ``EVERYBODY`` and programs.
        token_id: The id of the API token that a program has sent; empty for people.
        groups: What the identity provider or the proxy named; people may be members of a team by them.
        scopes: What that token may be used for; None for people, who may use everything that their role may.
        must_enrol: The role of the session's account requires a second factor, which is not set up: the session may do
            that, and nothing else. The identity's role is ``NOBODY`` until then.
    """

    username: str
    role: Role
    session_id: str = ""
    token_id: str = ""
    scopes: frozenset[TokenScope] | None = None
    groups: frozenset[str] = frozenset()
    must_enrol: bool = False


NOBODY = Identity(username="", role=Role.NOBODY)
# If no login is required: in the demo, and in a dashboard opened on purpose.
EVERYBODY = Identity(username="everybody", role=Role.ADMIN)


def identity_of(scope: MutableMapping[str, Any]) -> Identity:
    """Return the identity in an ASGI scope, or ``NOBODY`` if the gate stored none."""
    return scope.get(_SCOPE_KEY, NOBODY)


def identify(scope: MutableMapping[str, Any], identity: Identity) -> None:
    """Store the identity in an ASGI scope."""
    scope[_SCOPE_KEY] = identity
