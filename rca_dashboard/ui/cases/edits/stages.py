"""How far a case is: moved from stage to stage, watched, approved, and closed by judgement."""

from collections.abc import Mapping

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.edit import Edit, InvalidCaseError
from rca_dashboard.domain.cases.editing import change_fields
from rca_dashboard.domain.json_types import Json
from rca_dashboard.live.cases.shown import signature_text
from rca_dashboard.ui.cases.edits.numbers import number_in
from rca_dashboard.ui.cases.edits.texts import CaseEdits, check_base


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
        signature = signature_in(form)

        def edit(case: Case) -> Edit:
            if not signature:
                raise InvalidCaseError("A signature needs words, an item or the cluster.")
            check_base(case, signature_text(case.signature), form.get("base", ""), signature_text(signature))
            return change_fields(case, {"signature": signature})

        await self._run("signature", lambda cases, number, by: cases.edit(number, by, edit))

    @rx.event
    @allowed(Role.AGENT)
    async def accept_unknowable(self, form: dict[str, str]) -> None:
        """Accept by name that it cannot be known whether the fix held."""
        reason = form.get("reason", "").strip()
        await self._run("unknowable", lambda cases, number, by: cases.accept_unknown(number, by, reason))


def signature_in(form: Mapping[str, str]) -> dict[str, Json]:
    """Return the signature that a form holds; empty if it would fit no ticket."""
    named = {name: " ".join(form.get(name, "").split()) for name in ("words", "cmdb_ci")}
    found: dict[str, Json] = {name: value for name, value in named.items() if value}
    cluster = number_in(form, "cluster")
    return {**found, "cluster": cluster} if cluster else found
