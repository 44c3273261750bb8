"""Edits of the open case. All go through the store's one function, which REST uses too."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import CaseError, Edit
from rca_dashboard.live.running import running
from rca_dashboard.store.cases.editing import edit_case
from rca_dashboard.store.queries import DatabaseUnavailableError
from rca_dashboard.ui.cases.edits.answers import CaseAnswer
from rca_dashboard.ui.pushed.cases import CaseState
from rca_dashboard.ui.pushed.me import current_actor

Editing = Callable[[Case, Actor], Edit]
LONGEST = {"title": 200, "owner": 100, "statement": 20_000, "review": 20_000, "alternatives": 2_000}


class ChangedMeanwhileError(CaseError):
    """Somebody else has saved another text since the edit began; the page shows the difference."""


class CaseEdits(rx.State):
    """Saves what people write; ``answer`` is the app's answer to the last form of this browser."""

    answer: rx.Field[CaseAnswer] = rx.field(default_factory=CaseAnswer)

    @rx.event
    @allowed(Role.AGENT)
    async def save_text(self, name: str, text: str, base: str) -> None:
        """Save a text of the case, unless somebody else has saved another one since ``base`` was shown."""
        if name not in LONGEST:
            return
        await self._edit(f"{await self._number()}:{name}", lambda case, _: with_text(case, name, text, base))

    @rx.event
    @allowed(Role.AGENT)
    async def save_cell(self, label: str, name: str, text: str, base: str) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def fill_lines(self) -> None:
        """Edit."""

    @rx.event
    @allowed(Role.AGENT)
    async def add_line(self, form: dict[str, str]) -> None:
        """Edit."""

    async def _number(self) -> str:
        return (await self.get_state(CaseState)).case.number

    async def _edit(self, form: str, editing: Editing) -> bool:
        """Edit the open case, and answer the form; return whether it is saved."""
        number, actor, at = await self._number(), await current_actor(self), utc_now()
        database = running().database
        try:
            case = await asyncio.to_thread(
                edit_case, database, number, lambda before: editing(before, actor), actor, at=at
            )
        except (CaseError, DatabaseUnavailableError) as error:
            self._answer(form, getattr(error, "shown", str(error)), is_error=True)
            return False
        if case is None:
            self._answer(form, f"There is no case {number} that you may see.", is_error=True)
            return False
        running().live.sights.note_case(number)
        self._answer(form, "Saved.")
        return True

    def _answer(self, form: str, text: str, *, is_error: bool = False) -> None:
        self.answer = CaseAnswer(id=self.answer.id + 1, form=form, is_error=is_error, text=text)


def with_text(case: Case, name: str, text: str, base: str) -> Edit:
    """Return a case with another text.

    Raises:
        ChangedMeanwhileError: If it is not ``base`` any more.
        CaseError: If the title would be empty.
    """
    now, new = getattr(case, name), text.strip()[: LONGEST[name]]
    if now not in (base, new):
        message = f"{case.updated_by or 'Somebody'} has changed this meanwhile; nothing was overwritten."
        raise ChangedMeanwhileError(message)
    if name == "title" and not new:
        raise CaseError("A case needs a title.")
    changes: dict[str, Any] = {name: new}
    return Edit(case=replace(case, **changes), kind="edited", text=f"{name.capitalize()} edited")
