"""Edits of the texts of hypotheses, evidence and actions, and their removal."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.acting import put_action
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.editing import part_of, put_evidence, put_hypothesis
from rca_dashboard.ui.cases.edits.texts import CaseEdits, checked

TEXTS = frozenset({"hypotheses.text", "evidence.text", "evidence.answer", "actions.text", "actions.owner"})
_PUT = {"hypotheses": put_hypothesis, "evidence": put_evidence, "actions": put_action}


class PartEdits(CaseEdits):
    """Saves the texts of a case's parts, and removes parts."""

    @rx.event
    @allowed(Role.AGENT)
    async def save_part(self, field: str, number: int, text: str, base: str) -> None:
        """Save a text of a part, unless somebody else has saved another one since ``base`` was shown."""
        if field not in TEXTS:
            return
        part, _, name = field.partition(".")

        def edit(case: Case, by: Actor) -> Edit:
            new = checked(case, getattr(part_of(case, part, number), name), base, text)
            return _PUT[part](case, by.username, utc_now(), {name: new}, number)

        await self._run(
            f"{part}:{number}:{name}",
            lambda cases, case, by: cases.edit(case, by, lambda it: edit(it, by)),
        )

    @rx.event
    @allowed(Role.AGENT)
    async def remove_part(self, part: str, number: int) -> None:
        """Remove a hypothesis without evidence, a piece of evidence, or an action."""
        if part in _PUT:
            await self._run(part, lambda cases, case, by: cases.remove_part(case, by, part, number, None))
