"""Edits."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.ui.cases.edits.texts import CaseEdits


class HypothesisEdits(CaseEdits):
    """Edits."""

    is_by_bone: bool = False

    @rx.event
    @allowed(Role.VIEWER)
    def show_by_bone(self, is_by_bone: bool) -> None:  # noqa: FBT001 - an event's arguments are positional
        """Show the fishbone, or the tree of whys."""
        self.is_by_bone = is_by_bone

    @rx.event
    @allowed(Role.AGENT)
    async def add_hypothesis(self, form: dict[str, str]) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def save_hypothesis(self, number: int, text: str, base: str) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def add_evidence(self, form: dict[str, str]) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def answer_evidence(self, form: dict[str, str]) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def judge(self, form: dict[str, str]) -> None:
        """Edit."""
