"""Judgements on changes that preceded the trigger."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.cases.parts import SuspectState
from rca_dashboard.ui.cases.edits.texts import CaseEdits


class SuspectEdits(CaseEdits):
    """Confirms and refutes changes."""

    @rx.event
    @allowed(Role.AGENT)
    async def judge_change(self, form: dict[str, str]) -> None:
        """Confirm or refute a change; without a number, say that it is none of them."""
        change, state = form.get("number", "").strip(), form.get("state", "")
        if state not in set(SuspectState):
            return
        values = {
            "state": SuspectState(state),
            "reason": form.get("reason", "").strip(),
        }
        await self._run(f"suspect-{change}", lambda cases, number, by: cases.judge_change(number, by, change, values))
