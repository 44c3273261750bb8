"""One poll of one table. Read this file first: it is the whole of keeping up with ServiceNow, in order.

1. The server's clock gives the end of the window; the cursor gives its beginning (``cursor.py``).
2. The sweep gives the window's rows, batch by batch, however many they are (``servicenow/sweep.py``).
3. Each batch becomes tickets, and one transaction stores them, what they changed, and the cursor after them.
4. What goes wrong goes up; the cursor stays where it is, and the next poll goes on from there (``poller.py``).

A quiet poll writes nothing. It still moves the cursor, in memory: a cursor is saved only with rows that are new to
this process, and at the end of a sweep that was saved half-way. What a restart then reads again is what was updated
since the saved cursor, and that has been quiet: the overlap's few rows, which change nothing.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rca_dashboard.domain.change import Origin
from rca_dashboard.domain.cursor import Cursor
from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.ticket import Ticket
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.servicenow.sweep import Sweep, SweepBatch
from rca_dashboard.store.cursors import load_cursor
from rca_dashboard.store.engine import Database
from rca_dashboard.store.upsert import UpsertResult, upsert
from rca_dashboard.sync import cursor as moves
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.thread import in_thread

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What one poll of one table found."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    hidden: int = 0

    def add(self, result: UpsertResult) -> None:
        """Count what an upsert did; a version older than ours changed nothing."""
        self.new += result.new
        self.updated += result.updated
        self.unchanged += result.unchanged + result.outdated


class _Version(NamedTuple):
    sys_id: str
    updated_at: datetime | None
    mod_count: int


class TableCycle:
    """Keeps one table up with ServiceNow.

    Args:
        table: The table's name.
        client: The instance to ask.
        clock: The instance's clock, shared by its tables.
        database: Where tickets and cursors are kept.
        plan: How polling is done.
        on_progress: Called after each commit that changed a ticket or moved an import on.
        now: Our clock, for when a change was stored.
    """

    def __init__(
        self,
        table: str,
        *,
        client: TableClient,
        clock: ServerClock,
        database: Database,
        plan: PollingPlan,
        on_progress: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self.table = table
        self._client = client
        self._clock = clock
        self._database = database
        self._plan = plan
        self._on_progress = on_progress
        self._now = now
        self._cursor: Cursor | None = None
        self._saved = Cursor(table=table)
        self._known: frozenset[_Version] = frozenset()
        self._has_told_of_unreadable = False

    @property
    def cursor(self) -> Cursor:
        """How far the table has been read; a fresh cursor before the first poll."""
        return self._cursor or self._saved

    @property
    def is_importing(self) -> bool:
        """Whether the first import of all history is under way."""
        is_begun = self._cursor is not None and self._cursor.until is not None
        return is_begun and moves.is_importing(self.cursor, is_import_enabled=self._plan.is_import_enabled)

    async def poll(self, tally: Tally) -> None:
        """Read everything that changed since the last poll, and add to ``tally`` what is stored, as it is stored.

        An import, and a sweep that was cut off before, end at a time long past: another sweep follows at once.

        Raises:
            ServiceNowError: When ServiceNow does not answer as it should.
            DatabaseUnavailableError: When the database does not work.
        """
        if self._cursor is None:
            self._saved = self._cursor = await in_thread(load_cursor, self._database, self.table)
        if not self._clock.is_known:
            await self._clock.ask(self.table)
        is_behind = self.cursor.until is not None or moves.is_importing(
            self.cursor, is_import_enabled=self._plan.is_import_enabled
        )
        hidden = await self._sweep(tally)
        # The second sweep reads the overlap again, and its hidden rows are among the first one's.
        tally.hidden += max(hidden, await self._sweep(tally)) if is_behind else hidden

    async def _sweep(self, tally: Tally) -> int:
        """Read one window, and give how many of its rows are hidden from the account."""
        plan = self._plan
        self._cursor = moves.begin(
            self.cursor, now=self._clock.upper_bound(), overlap=plan.overlap, is_import_enabled=plan.is_import_enabled
        )
        sweep = Sweep(
            self._client,
            self.table,
            moves.window_of(self._cursor),
            query=plan.query,
            batch_size=plan.batch_size,
            after=moves.position_of(self._cursor),
        )
        hidden = 0
        async with aclosing(sweep.batches()) as batches:
            async for batch in batches:
                await self._take(batch, tally)
                hidden = batch.hidden
        return hidden

    async def _take(self, batch: SweepBatch, tally: Tally) -> None:
        """Store a batch, and the cursor after it where that is worth a write."""
        plan, is_importing = self._plan, self.is_importing
        after = moves.advance(self.cursor, batch, overlap=plan.overlap, is_import_enabled=plan.is_import_enabled)
        tickets = await in_thread(self._tickets, batch.records) if batch.records else []
        versions = frozenset(_Version(ticket.sys_id, ticket.updated_at, ticket.mod_count) for ticket in tickets)
        brings_news = not versions <= self._known
        is_saved = brings_news or (batch.is_last and moves.is_end_worth_saving(self._saved, after))
        has_changed = False
        if tickets or is_saved:
            result = await in_thread(
                upsert,
                self._database,
                tickets,
                origin=Origin.IMPORT if is_importing else Origin.POLL,
                at=self._now(),
                cursor=after if is_saved else None,
            )
            tally.add(result)
            self._saved = after if is_saved else self._saved
            has_changed = bool(result.changes)
        self._cursor = after
        self._remember(versions)
        if has_changed or is_importing:
            self._on_progress()

    def _remember(self, versions: frozenset[_Version]) -> None:
        """Keep the versions that the overlap will bring again, so that these do not count as news."""
        begins = moves.next_since(self.cursor, self._plan.overlap)
        self._known = frozenset(
            version
            for version in self._known | versions
            if version.updated_at is None or begins is None or version.updated_at >= begins
        )

    def _tickets(self, records: Sequence[JsonObject]) -> list[Ticket]:
        instance = self._client.instance
        read = [ticket_from_record(record, table=self.table, instance=instance) for record in records]
        tickets = [ticket for ticket in read if ticket is not None]
        if len(tickets) < len(read) and not self._has_told_of_unreadable:
            self._has_told_of_unreadable = True
            log.warning(
                "%d rows of the table %s came without a sys_id and are left out: "
                "see whether the account may read that field.",
                len(read) - len(tickets),
                self.table,
            )
        return tickets
