"""Edits."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.ui.cases.edits.texts import CaseEdits


class ActionEdits(CaseEdits):
    """Edits."""

    @rx.event
    @allowed(Role.AGENT)
    async def add_action(self, form: dict[str, str]) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def set_done(self, number: int) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def verify(self, number: int) -> None:
        """Edit."""
