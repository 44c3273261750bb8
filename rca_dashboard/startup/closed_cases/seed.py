"""The demo's closed cases: written once, by the leader, when an empty database has read the history."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case, Stage, TicketRole
from rca_dashboard.domain.cases.edit import CaseError
from rca_dashboard.domain.cases.editing import give_verdict
from rca_dashboard.domain.cases.parts import ActionKind, HypothesisState, Stance, SuspectState, Verdict, VerdictKind
from rca_dashboard.domain.suspects.change_work import work_of
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.verdict.signature import signature_of
from rca_dashboard.startup.closed_cases.stories import STORIES, ClosedStory
from rca_dashboard.store import queries
from rca_dashboard.store.cases.chosen import change_titled
from rca_dashboard.store.cases.preceding import Opened, first_opened, tickets_that_fit
from rca_dashboard.store.cases.reading import list_cases
from rca_dashboard.store.engine import Database

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 3.0
_BEFORE_FIX = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class _Material:
    """What the history holds of a story."""

    story: ClosedStory
    change: Ticket
    fixed_at: datetime
    before: tuple[Opened, ...]
    after: tuple[Opened, ...]


async def write_closed_cases(database: Database, has_history: Callable[[], bool], wake: Callable[[], None]) -> None:
    """Write them as soon as the history has been read; never into a database that has a case."""
    while not has_history():  # noqa: ASYNC110 - the import announces its end to no one
        await asyncio.sleep(_LOOK_SECONDS)
    try:
        await asyncio.to_thread(seed, database, wake)
    except (CaseError, SQLAlchemyError) as error:
        logger.warning("The demo's closed cases could not be written: %s", error)


def seed(database: Database, wake: Callable[[], None] = lambda: None) -> None:
    """Write the closed cases of which the history holds everything, if there is no case yet; it blocks."""
    if list_cases(database, limit=1).total:
        return
    found = [material for story in STORIES if (material := _material(database, story))]
    for material in sorted(found, key=lambda each: each.fixed_at):
        _Telling(database, material, wake).tell()


def _material(database: Database, story: ClosedStory) -> _Material | None:
    change, fix = _change(database, story.change), _change(database, story.fix)
    fixed_at, first = _ended(fix), first_opened(database)
    if change is None or fixed_at is None or first is None:
        return None
    fitting = tickets_that_fit(database, signature_of(story.signature), first, datetime.now(UTC))
    began = _ended(change) or first
    before = tuple(each for each in fitting if began <= each.opened_at < fixed_at)
    after = tuple(each for each in fitting if each.opened_at >= fixed_at)
    return _Material(story, change, fixed_at, before, after) if before else None


def _change(database: Database, title: str) -> Ticket | None:
    sys_id = change_titled(database, title)
    return queries.ticket(database, sys_id) if sys_id else None


def _ended(change: Ticket | None) -> datetime | None:
    work = work_of(change.extra, change.closed_at, change.state) if change else None
    return work.ended_at if work else None


class _Telling:
    """Writes one case as its people would have, each step at its time."""

    def __init__(self, database: Database, material: _Material, wake: Callable[[], None]) -> None:
        self._database, self._material, self._story = database, material, material.story
        self._now = material.fixed_at - _BEFORE_FIX
        self._cases = Cases(database, wake, lambda: self._now)
        self._owner, self._reviewer = Actor(self._story.owner), Actor(self._story.reviewer)
        self._number = ""

    def tell(self) -> None:
        """Write it from its start to its end."""
        self._start()
        self._find_the_cause()
        self._fix()
        self._close()
        self._return()

    def _start(self) -> None:
        story = self._story
        tickets = [each.sys_id for each in self._material.before]
        case = self._cases.start(
            self._owner, title=story.title, statement=story.statement, owner=story.owner, tickets=tickets
        )
        self._number = case.number
        # What is counted as "before" ends with the ticket for which the case was opened.
        known = [each.sys_id for each in self._material.before if each.opened_at <= self._now]
        if known:
            self._cases.put_tickets(self._number, self._owner, known[-1:], TicketRole.TRIGGER)
        self._move(Stage.INVESTIGATING)

    def _find_the_cause(self) -> None:
        story, change = self._story, self._material.change.sys_id
        self._now += timedelta(days=1)
        cause = self._hypothesis(story.cause, "technology")
        other = self._hypothesis(story.other, "environment")
        self._evidence(cause, Stance.FOR, story.proof, change)
        self._evidence(other, Stance.AGAINST, story.refutation)
        self._now += timedelta(days=1)
        for hypothesis, state, reason in (
            (cause, HypothesisState.CONFIRMED, story.proof),
            (other, HypothesisState.REFUTED, story.refutation),
        ):
            values = {"state": state, "reason": reason}
            self._cases.put_hypothesis(self._number, self._owner, values, hypothesis, self._case.version)
        judged = {"state": SuspectState.CONFIRMED, "reason": story.proof}
        self._cases.judge_change(self._number, self._owner, change, judged)
        self._move(Stage.CAUSE_FOUND)

    def _fix(self) -> None:
        story, fixed_at = self._story, self._material.fixed_at
        values = {"kind": ActionKind.REMOVE, "text": story.action, "owner": story.owner, "due_at": fixed_at}
        action = self._cases.put_action(self._number, self._owner, values).actions[-1].id
        self._move(Stage.FIXING)
        self._now = fixed_at
        self._cases.put_action(self._number, self._owner, {"is_done": True}, action)
        self._now += timedelta(hours=2)
        self._cases.put_action(self._number, self._reviewer, {"is_verified": True}, action)
        fields = {"signature": story.signature, "review": story.review}
        self._cases.change_fields(self._number, self._owner, fields, self._case.version)
        self._move(Stage.WATCHING)

    def _close(self) -> None:
        self._now = self._material.fixed_at + self._story.watched
        found = verdict_of(self._database, self._case, self._now)
        if found.found is None or found.found.kind is not VerdictKind.FEWER:
            return
        verdict = Verdict(
            kind=found.found.kind, at=self._now, look=1, text=found.in_words(), figures=found.found.as_json()
        )
        self._cases.edit(self._number, Actor("the app"), lambda case: give_verdict(case, verdict))
        self._cases.approve(self._number, self._reviewer, "The figures convince me.")
        self._move(Stage.CLOSED)

    def _return(self) -> None:
        """Note what came back since, with the first ticket of it."""
        again = [each for each in self._material.after if each.opened_at > self._now]
        if self._case.stage is not Stage.CLOSED or not again:
            return
        self._now = again[0].opened_at + timedelta(minutes=1)
        self._cases.put_tickets(self._number, Actor("the app"), [each.sys_id for each in again], TicketRole.RECURRENCE)
        verdict = Verdict(
            kind=VerdictKind.CAME_BACK,
            at=self._now,
            sys_id=again[0].sys_id,
            number=again[0].number,
            text=f"Came back with {again[0].number}: {again[0].summary}",
        )
        self._cases.edit(self._number, Actor("the app"), lambda case: give_verdict(case, verdict))

    @property
    def _case(self) -> Case:
        return self._cases.case(self._number)

    def _hypothesis(self, text: str, bone: str) -> int:
        made = self._cases.put_hypothesis(self._number, self._owner, {"text": text, "bone": bone})
        return made.hypotheses[-1].id

    def _evidence(self, hypothesis: int, stance: Stance, text: str, change: str = "") -> None:
        values = {"hypothesis": hypothesis, "stance": stance, "text": text}
        self._cases.put_evidence(self._number, self._owner, values | ({"ticket": change} if change else {}))

    def _move(self, stage: Stage) -> None:
        self._cases.move(self._number, self._owner, stage)
