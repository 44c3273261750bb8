"""A sweep: reads every row of a table that was updated in a time window, in batches, none lost and none twice.

The window is frozen, and the rows are ordered by (``sys_updated_on``, ``sys_id``). Within it, each request continues
after the last pair read: first the rest of its second, then what is later. An offset would skip rows as soon as one
before it is updated, because that one leaves the window and the rest move up.

ACLs cut rows after paging: a page may be short or empty with more behind it. A short page continues from its last row
like any other, and so does a full one, whatever the total says. An empty one has no last row, so the offset is stepped,
inside the window, up to the total; a step counts only while the total has not fallen since offset 0, else stepping
starts again from 0 (``offset_steps.py``).
"""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.encoded_query import condition, narrow
from rca_dashboard.servicenow.errors import WindowIgnoredError
from rca_dashboard.servicenow.paging.offset_steps import NO_ROW, OffsetSteps
from rca_dashboard.servicenow.paging.order import Position, position_of, what_is_wrong

_STAMP = "sys_updated_on"
_RESOLUTION = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From ``since`` (None for no lower bound) to ``until``, both inclusive, in the server's time."""

    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepBatch:
    """A batch of rows.

    Attributes:
        records: As they came; none in a batch that only ends the sweep.
        position: The pair to continue after, or None if no row has come yet.
        is_last: Nothing follows.
        expected: How many rows ServiceNow counted when the sweep started or resumed; 0 if it does not count.
        hidden: How many of these the account cannot see, as far as known so far.
    """

    records: tuple[JsonObject, ...]
    position: Position | None
    is_last: bool
    expected: int
    hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Part of a window. ``opening`` names what its count adds to the expected rows: each is counted once."""

    opening: str
    since: datetime | None
    until: datetime
    after: Position | None
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    records: tuple[JsonObject, ...]
    last: Position | None
    total: int
    is_short: bool
    is_exhausted: bool


class Sweep:
    """Reads one window of one table.

    Args:
        client: The instance.
        table: The table to read.
        window: The time window.
        query: The operator's encoded query that every row must also match.
        batch_size: Rows per request.
        after: The last pair that an earlier sweep of the same window stored, to resume after it.
        on_answer: Called after each answer, also while hidden rows are stepped over and no batch comes.
    """

    def __init__(
        self,
        client: TableClient,
        table: str,
        window: Window,
        *,
        query: str = "",
        batch_size: int = 1000,
        after: Position | None = None,
        on_answer: Callable[[], None] = lambda: None,
    ) -> None:
        self._client = client
        self._table = table
        self._window = window
        self._query = query
        self._batch_size = batch_size
        self._position = after
        self._on_answer = on_answer
        self._uncounted = {"window"} if after is None else {"second", "later"}
        self._expected = 0
        self._seen = 0
        self._has_been_short = False

    async def batches(self) -> AsyncGenerator[SweepBatch]:
        """Yield the rows in order; the last batch, which may be empty, is marked. An idle window takes one request.

        Raises:
            ServiceNowError: If ServiceNow does not answer. Everything yielded so far is valid, and its last position is
                where to resume.
        """
        questions = self._questions()
        is_end_reported = False
        while questions:
            answer = await self._answer(questions[0])
            self._count(questions[0], answer)
            self._position = answer.last or self._position
            questions = questions[1:] if answer.is_exhausted else self._questions()
            if answer.records:
                is_end_reported = not questions
                yield self._batch(answer.records, is_last=not questions)
            # Freed before the next one is awaited: an import's pages are tens of megabytes.
            del answer
        if not is_end_reported:
            yield self._batch((), is_last=True)

    def _questions(self) -> list[_Question]:
        window, position = self._window, self._position
        upper = condition(_STAMP, "<=", window.until)
        if position is None:
            lower = (condition(_STAMP, ">=", window.since),) if window.since else ()
            return [
                _Question(
                    opening="window", since=window.since, until=window.until, after=None, conditions=(*lower, upper)
                )
            ]
        second = position.updated_on
        rest_of_the_second = _Question(
            opening="second",
            since=second,
            until=second,
            after=position,
            conditions=(condition(_STAMP, "=", second), condition("sys_id", ">", position.sys_id)),
        )
        later = _Question(
            opening="later",
            since=second + _RESOLUTION,
            until=window.until,
            after=None,
            conditions=(condition(_STAMP, ">", second), upper),
        )
        return [rest_of_the_second, later] if second < window.until else [rest_of_the_second]

    async def _answer(self, question: _Question) -> _Answer:
        """Request rows, and step over those that ACLs hide until rows come or the question is exhausted."""
        steps = OffsetSteps(self._count_nothing)
        unplaced: list[JsonObject] = []
        while True:
            page = await self._ask(question, steps.offset)
            if steps.has_moved(page):
                # A row has left the window and moved the rest up: a row at this offset may now be before it.
                unplaced = []
                await steps.restart()
                continue
            last = self._last(question, page)
            is_exhausted = steps.is_exhausted(page, has_keys=last is not None)
            if last or is_exhausted:
                return _Answer(
                    records=(*unplaced, *page.records),
                    last=last,
                    total=steps.total,
                    is_short=bool(steps.offset) or _is_short(page),
                    is_exhausted=is_exhausted,
                )
            unplaced.extend(page.records)
            await steps.step(page)

    async def _ask(self, question: _Question, offset: int) -> TablePage:
        query = narrow(self._query, question.conditions)
        page = await self._client.get_page(self._table, query, limit=self._batch_size, offset=offset)
        self._on_answer()
        return page

    def _last(self, question: _Question, page: TablePage) -> Position | None:
        positions = [position for record in page.records if (position := position_of(record))]
        wrong = what_is_wrong(positions, since=question.since, until=question.until, after=question.after)
        if wrong:
            raise WindowIgnoredError(self._client.host, self._table, wrong)
        return positions[-1] if positions else None

    async def _count_nothing(self) -> TablePage:
        return await self._client.get_page(self._table, NO_ROW, limit=1, fields="sys_id")

    def _count(self, question: _Question, answer: _Answer) -> None:
        if question.opening in self._uncounted:
            self._uncounted.remove(question.opening)
            self._expected += answer.total
        self._seen += len(answer.records)
        self._has_been_short = self._has_been_short or answer.is_short

    def _batch(self, records: tuple[JsonObject, ...], *, is_last: bool) -> SweepBatch:
        return SweepBatch(
            records=records,
            position=self._position,
            is_last=is_last,
            expected=self._expected,
            hidden=max(0, self._expected - self._seen) if self._has_been_short else 0,
        )


def _is_short(page: TablePage) -> bool:
    return page.total is not None and len(page.records) < min(page.limit, page.total)
