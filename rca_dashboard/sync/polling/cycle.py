"""One poll of one table. Read this file first: it shows, in order, how the app keeps up with ServiceNow.

1. The server's clock is the end of the window; the cursor is its beginning (``cursor.py``).
2. The sweep yields the window's rows, batch by batch, however many there are (``servicenow/paging/sweep.py``).
3. Each batch is converted to tickets, and one transaction stores them, what they changed, and the cursor after them.
4. Errors propagate; the cursor stays where it is, and the next poll resumes there (``poller.py``).

An idle poll writes nothing. It still moves the cursor, in memory: a cursor is saved only with rows that are new to this
process, and at the end of a sweep that was saved half-way. What a restart then reads again is what was updated since
the saved cursor, and nothing was: only the overlap's few rows, which change nothing.
"""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from rca_dashboard.clock import Clock
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.paging.sweep import Sweep, SweepBatch
from rca_dashboard.store.progress.cursors import load_cursor, save_cursor
from rca_dashboard.store.tickets.upsert import UpsertResult
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling import cursor as moves
from rca_dashboard.sync.polling.cursor_bound import CursorBound
from rca_dashboard.sync.polling.overdue import Overdue
from rca_dashboard.sync.polling.rows import Row, Rows, TicketRows
from rca_dashboard.sync.reading import TicketReading
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.writer import Writer

# Longer than an answer may take, 30 s by default: a slow instance does not trigger a second sweep.
_LONG_PAST = timedelta(minutes=1)


@dataclass(slots=True)
class Tally:
    """The counts of one poll of one table."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    hidden: int = 0

    def add(self, result: UpsertResult) -> None:
        """Count the results of an upsert; a version older than the stored one changed nothing."""
        self.new += result.new
        self.updated += result.updated
        self.unchanged += result.unchanged + result.outdated


class _Version(NamedTuple):
    sys_id: str
    updated_at: datetime | None
    mod_count: int


class TableCycle:
    """Keeps one table in sync with ServiceNow.

    Args:
        table: The table's name.
        client: The instance.
        clock: The instance's clock, shared by its tables.
        writer: Stores tickets and cursors.
        plan: How polling is done.
        overdue: Notes each answer and each batch, and wakes who shows it after each commit that changed a ticket.
        now: The local clock, for when a change was stored.

    Attributes:
        rows: What is read and stored: tickets.
        hidden: Rows of the last poll that ServiceNow counts but does not show to the account.
        is_optional: Whether it is no failure that ServiceNow refuses the table.
    """

    is_optional = False

    def __init__(
        self,
        table: str,
        *,
        client: TableClient,
        clock: ServerClock,
        writer: Writer,
        plan: PollingPlan,
        overdue: Overdue,
        now: Clock,
    ) -> None:
        self.table = table
        self.hidden = 0
        self._client = client
        self._clock = clock
        self.writer = writer
        self._plan = plan
        self._overdue = overdue
        self._now = now
        self._cursor: Cursor | None = None
        self._saved = Cursor(table=table)
        self._known: frozenset[_Version] = frozenset()
        self.rows: Rows = TicketRows(TicketReading(table, client.instance, plan.tables), writer)
        self._bound = CursorBound(table, clock=clock, database=writer.database, overlap=plan.overlap)

    @property
    def cursor(self) -> Cursor:
        """How far the table has been read; an initial cursor before the first poll."""
        return self._cursor or self._saved

    async def poll(self, tally: Tally) -> None:
        """Read everything that changed since the last poll, and add to ``tally`` what is stored, as it is stored.

        A second sweep follows immediately if the first resumed an interrupted one, or ended at a time long past: either
        it took long, or the monotonic clock stopped, as on a suspended computer. It also follows if the server's clock
        turns out to have been ahead.

        Raises:
            ServiceNowError: If ServiceNow does not answer as it should.
            DatabaseUnavailableError: If the database does not work.
        """
        await self._load()
        was_cut_off = self.cursor.until is not None
        self.hidden = await self._sweep(tally)
        if was_cut_off or self._is_behind() or self._bound.is_ahead(self.cursor):
            # The second sweep reads the overlap again, and its hidden rows are included in those of the first.
            self.hidden = max(self.hidden, await self._sweep(tally))
        tally.hidden += self.hidden

    async def move_back(self, since: datetime) -> None:
        """Make the next poll read everything again that was updated since a time. No poll may be running.

        Raises:
            DatabaseUnavailableError: If the database does not work; nothing is then moved.
        """
        saved = self._cursor or await in_thread(load_cursor, self.writer.database, self.table)
        moved = moves.moved_back(saved, since)
        await in_thread(save_cursor, self.writer.database, moved)
        self._saved = self._cursor = moved

    async def _load(self) -> None:
        if self._cursor is None:
            self._saved = self._cursor = await in_thread(load_cursor, self.writer.database, self.table)
        if not self._clock.is_known:
            await self._clock.ask(self.table)
        if self._cursor.since is None:
            self._saved = self._cursor = await self.writer.settle(self.first())

    async def _sweep(self, tally: Tally) -> int:
        """Read one window, and return how many of its rows are hidden from the account."""
        plan, began = self._plan, self._clock.monotonic()
        bounded = await self._bound.bounded(self.cursor)
        self._cursor = moves.begin(bounded, now=self._clock.upper_bound())
        since = self._cursor.since
        sweep = Sweep(
            self._client,
            self.table,
            moves.window_of(self._cursor),
            query=self.query(since),
            batch_size=plan.batch_size,
            after=moves.position_of(self._cursor),
            on_answer=self._overdue.note_progress,
        )
        hidden = 0
        async with aclosing(sweep.batches()) as batches:
            async for batch in batches:
                after = moves.advance(self.cursor, batch, overlap=plan.overlap)
                if batch.is_last:
                    after = await self._bound.after_sweep(after, since=since, began=began)
                await self._take(batch, after, tally)
                hidden = batch.hidden
        self.writer.fresh.discard(self.table)
        return hidden

    def query(self, since: datetime | None) -> str:  # noqa: ARG002 - what else is read may depend on it
        """Return the encoded query that every row must match, for a window that begins at ``since``."""
        return self._plan.query

    def first(self) -> Cursor:
        """Return the cursor of a table that was never polled."""
        return moves.first_cursor(self.table, now=self._clock.upper_bound(), overlap=self._plan.overlap)

    def _is_behind(self) -> bool:
        swept_until = moves.swept_until(self.cursor, self._plan.overlap)
        return swept_until is not None and self._clock.upper_bound() - swept_until > _LONG_PAST

    def origin(self) -> Origin:
        """Return the rows' origin: the very first poll starts one overlap in the past; its rows count as imported."""
        is_history = self._plan.is_import_enabled and self.table in self.writer.fresh
        return Origin.IMPORT if is_history else Origin.POLL

    async def _take(self, batch: SweepBatch, after: Cursor, tally: Tally) -> None:
        """Store a batch, and the cursor after it if that is worth a write."""
        rows: Sequence[Row] = await in_thread(self.rows.read, batch.records) if batch.records else ()
        versions = frozenset(_Version(row.sys_id, row.updated_at, row.mod_count) for row in rows)
        brings_news = not versions <= self._known
        is_saved = brings_news or (batch.is_last and moves.is_end_worth_saving(self._saved))
        has_changed = False
        if rows or is_saved:
            cursor = after if is_saved else None
            result = await self.rows.store(rows, origin=self.origin(), at=self._now(), cursor=cursor)
            tally.add(result)
            self._saved = after if is_saved else self._saved
            has_changed = bool(result.changes)
        self._cursor = after
        self._remember(versions)
        self._overdue.note_progress(is_shown=has_changed)

    def _remember(self, versions: frozenset[_Version]) -> None:
        """Remember the versions that the overlap will return again, so that these do not count as news."""
        begins = moves.next_since(self.cursor, self._plan.overlap)
        self._known = frozenset(
            version
            for version in self._known | versions
            if version.updated_at is None or begins is None or version.updated_at >= begins
        )
