"""Edits of the open case, and of its texts."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import CaseError, Edit
from rca_dashboard.domain.cases.editing import OWN_FIELDS, change_fields
from rca_dashboard.domain.cases.is_is_not import IsNotLine
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import DatabaseUnavailableError
from rca_dashboard.ui.cases.edits.answers import CaseAnswer
from rca_dashboard.ui.pushed.cases import CaseState
from rca_dashboard.ui.pushed.me import current_actor

# A command on the cases, of a case's number and whoever edits it.
Command = Callable[[Cases, str, Actor], Case]
TEXTS = OWN_FIELDS - {"signature", "is_not", "trigger_at"}
CELLS = frozenset({"holds", "but_not", "note"})
LONGEST_CELL = 1_000


class ChangedMeanwhileError(CaseError):
    """Somebody else has saved another text since the edit began; the page shows the difference."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"{case.updated_by or 'Somebody'} has changed this meanwhile. Nothing was overwritten.")


class ChosenMeanwhileError(CaseError):
    """Somebody else has chosen something else since a form was begun; saving again replaces it."""

    def __init__(self, case: Case, now: str) -> None:
        who = case.updated_by or "Somebody"
        super().__init__(f"{who} has changed this meanwhile to “{now or 'nothing'}”. Save again to replace it.")


class CaseEdits(rx.State):
    """Saves what people write; ``answer`` is the app's answer to the last form of this browser."""

    answer: rx.Field[CaseAnswer] = rx.field(default_factory=CaseAnswer)

    @rx.event
    @allowed(Role.AGENT)
    async def save_text(self, name: str, text: str, base: str) -> None:
        """Save a text of the case, unless somebody else has saved another one since ``base`` was shown."""
        if name in TEXTS:
            await self._run(
                name, lambda cases, number, by: cases.edit(number, by, lambda it: text_of(it, name, text, base))
            )

    @rx.event
    @allowed(Role.AGENT)
    async def save_cell(self, label: str, name: str, text: str, base: str) -> None:
        """Save a cell of the IS / IS NOT table, in the same way."""
        if name in CELLS:
            await self._run(
                f"line:{label}:{name}",
                lambda cases, number, by: cases.edit(number, by, lambda it: cell_of(it, label, name, text, base)),
            )

    @rx.event
    @allowed(Role.AGENT)
    async def add_line(self, form: dict[str, str]) -> None:
        """Add a line to the IS / IS NOT table."""
        label, holds, but_not = (form.get(name, "").strip()[:LONGEST_CELL] for name in ("label", "holds", "but_not"))
        line = IsNotLine(label=label, holds=holds, but_not=but_not, is_edited=True)
        await self._run("new-line", lambda cases, number, by: cases.edit(number, by, lambda it: lines_with(it, line)))

    async def _number(self) -> str:
        return (await self.get_state(CaseState)).case.number

    async def _run(self, form: str, command: Command) -> bool:
        """Run a command on the open case, and answer the form; return whether it is saved."""
        number, actor = await self._number(), await current_actor(self)
        name = f"{number}:{form}"
        try:
            await asyncio.to_thread(command, Cases(running().database), number, actor)
        except (CaseError, DatabaseUnavailableError) as error:
            self._answer(name, getattr(error, "shown", str(error)), is_error=True)
            return False
        running().live.sights.note_case(number)
        self._answer(name, "Saved.")
        return True

    def _answer(self, form: str, text: str, *, is_error: bool = False) -> None:
        self.answer = CaseAnswer(id=self.answer.id + 1, form=form, is_error=is_error, text=text)


def checked(case: Case, now: str, base: str, text: str) -> str:
    """Return a text that may be saved in place of the one that is stored now.

    Raises:
        ChangedMeanwhileError: If that is not ``base`` any more.
    """
    new = text.strip()
    if now not in (base, new):
        raise ChangedMeanwhileError(case)
    return new


def check_base(case: Case, now: str, base: str, new: str) -> None:
    """Raise ``ChosenMeanwhileError`` for a choice that would replace another one than that which was shown."""
    if now not in {base, new}:
        raise ChosenMeanwhileError(case, now)


def text_of(case: Case, name: str, text: str, base: str) -> Edit:
    """Return a case with another text."""
    return change_fields(case, {name: checked(case, getattr(case, name), base, text)})


def cell_of(case: Case, label: str, name: str, text: str, base: str) -> Edit:
    """Return a case with another cell in the first line of the IS / IS NOT table that has this label."""
    place = next((at for at, line in enumerate(case.is_not) if line.label == label), None)
    if place is None:
        raise ChangedMeanwhileError(case)
    line = case.is_not[place]
    new = checked(case, getattr(line, name), base, text)[:LONGEST_CELL]
    changed: dict[str, Any] = {name: new, "is_edited": True}
    edited = replace(line, **changed)
    return change_fields(case, {"is_not": (*case.is_not[:place], edited, *case.is_not[place + 1 :])})


def lines_with(case: Case, line: IsNotLine) -> Edit:
    """Return a case with another line in the IS / IS NOT table.

    Raises:
        CaseError: If it has a line of that name already.
    """
    if any(each.label == line.label for each in case.is_not):
        message = f"The table has a line {line.label} already."
        raise CaseError(message)
    return change_fields(case, {"is_not": (*case.is_not, line)})
