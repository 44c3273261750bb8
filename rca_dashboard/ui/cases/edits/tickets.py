"""Edits."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.ui.cases.edits.texts import CaseEdits


class CaseTicketEdits(CaseEdits):
    """Edits."""

    @rx.event
    @allowed(Role.AGENT)
    async def add_tickets(self, form: dict[str, str]) -> None:
        """Edit."""
