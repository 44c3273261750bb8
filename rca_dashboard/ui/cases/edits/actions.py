"""Edits of actions."""

from dataclasses import replace
from typing import Any

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.acting import put_action
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.editing import part_of
from rca_dashboard.domain.cases.parts import ActionKind, CaseAction
from rca_dashboard.live.cases.shown import due_day, kind_and_due
from rca_dashboard.ui.cases.edits.numbers import end_of_day, number_in
from rca_dashboard.ui.cases.edits.texts import CaseEdits, check_base


class ActionEdits(CaseEdits):
    """Adds and changes actions, and says that they are done or verified."""

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
    async def change_action(self, form: dict[str, str]) -> None:
        """Change what an action is to do, and when it is due."""
        action, kind, day = number_in(form, "action"), form.get("kind", ""), form.get("due", "")
        if kind not in set(ActionKind):
            return
        values: dict[str, Any] = {"kind": ActionKind(kind), "due_at": end_of_day(day)}

        def edit(case: Case, by: Actor) -> Edit:
            old: CaseAction = part_of(case, "actions", action)
            if due_day(old.due_at) == day:
                values["due_at"] = old.due_at
            new = replace(old, kind=values["kind"], due_at=values["due_at"])
            check_base(case, kind_and_due(old), form.get("base", ""), kind_and_due(new))
            return put_action(case, by.username, utc_now(), values, action)

        await self._run(
            f"action-{action}", lambda cases, number, by: cases.edit(number, by, lambda case: edit(case, by))
        )

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
