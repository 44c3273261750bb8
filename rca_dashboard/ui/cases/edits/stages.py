"""How far a case is: moved from stage to stage, watched, approved, and closed by judgement."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.cases.case import Stage
from rca_dashboard.ui.cases.edits.texts import CaseEdits


class StageEdits(CaseEdits):
    """Moves the case, and approves it."""

    @rx.event
    @allowed(Role.AGENT)
    async def move_to(self, stage: str) -> None:
        """Move the case to a stage, if its gates are met."""
        if stage in set(Stage):
            await self._run("stage", lambda cases, number, by: cases.move(number, by, Stage(stage)))

    @rx.event
    @allowed(Role.AGENT)
    async def approve_case(self, form: dict[str, str]) -> None:
        """Approve the case as it is."""
        comment = form.get("comment", "").strip()
        await self._run("approve", lambda cases, number, by: cases.approve(number, by, comment))

    @rx.event
    @allowed(Role.AGENT)
    async def save_signature(self, form: dict[str, str]) -> None:
        """Choose by which tickets it would be seen that it came back."""
        named = {name: " ".join(form.get(name, "").split()) for name in ("words", "cmdb_ci")}
        signature = {name: value for name, value in named.items() if value}
        await self._run(
            "signature", lambda cases, number, by: cases.change_fields(number, by, {"signature": signature}, None)
        )

    @rx.event
    @allowed(Role.AGENT)
    async def accept_unknowable(self, form: dict[str, str]) -> None:
        """Accept by name that it cannot be known whether the fix held."""
        reason = form.get("reason", "").strip()
        await self._run("unknowable", lambda cases, number, by: cases.accept_unknown(number, by, reason))
