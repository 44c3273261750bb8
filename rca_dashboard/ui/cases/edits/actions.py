"""Edits of actions."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.cases.parts import ActionKind
from rca_dashboard.ui.cases.edits.numbers import end_of_day
from rca_dashboard.ui.cases.edits.texts import CaseEdits


class ActionEdits(CaseEdits):
    """Adds actions, and says that they are done or verified."""

    @rx.event
    @allowed(Role.AGENT)
    async def add_action(self, form: dict[str, str]) -> None:
        """Add an action; it is due at the end of its day."""
        kind = form.get("kind", "")
        if kind not in set(ActionKind):
            return
        values = {
            "kind": ActionKind(kind),
            "text": form.get("text", "").strip(),
            "owner": form.get("owner", "").strip(),
            "due_at": end_of_day(form.get("due", "")),
        }
        await self._run("new-action", lambda cases, number, by: cases.put_action(number, by, values))

    @rx.event
    @allowed(Role.AGENT)
    async def set_done(self, action: int) -> None:
        """Say that an action is done."""
        await self._run("actions", lambda cases, number, by: cases.put_action(number, by, {"is_done": True}, action))

    @rx.event
    @allowed(Role.AGENT)
    async def verify(self, action: int) -> None:
        """Verify an action that somebody else has done."""
        await self._run(
            "actions", lambda cases, number, by: cases.put_action(number, by, {"is_verified": True}, action)
        )
