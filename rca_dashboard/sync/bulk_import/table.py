"""The import of one table: its history up to the moment when the import began, page by page.

Later updates are left to the polls, whose cursor is saved first: the two overlap and leave no gap. The rows come in the
order of a sweep, so that the import resumes after the last stored pair.
"""

import contextlib
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from rca_dashboard.clock import Clock
from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.encoded_query import condition, narrow
from rca_dashboard.servicenow.errors import TooSlowError, TransactionCancelledError
from rca_dashboard.servicenow.paging.order import Position
from rca_dashboard.servicenow.paging.sweep import Sweep, SweepBatch, Window
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.progress.import_places import save_places
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.cursor import first_cursor
from rca_dashboard.sync.reading import TicketReading
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.went_back import record_went_back
from rca_dashboard.sync.writer import Writer

log = logging.getLogger(__name__)

# If pages are too large for the instance, they are halved down to this.
_SMALLEST_PAGE = 100


class TableImport:
    """Imports one table; the only failure it handles is a page that is too large.

    Args:
        table: The table's name.
        client: The instance.
        clock: The instance's clock, shared with polling.
        writer: Stores tickets and progress.
        plan: What to read, and how many rows per page.
        now: The local clock.
    """

    def __init__(
        self,
        table: str,
        *,
        client: TableClient,
        clock: ServerClock,
        writer: Writer,
        plan: PollingPlan,
        now: Clock,
    ) -> None:
        self._table = table
        self._client = client
        self._clock = clock
        self._writer = writer
        self._plan = plan
        self._now = now
        self._page_size = plan.batch_size
        self._went_back = 0
        self._reading = TicketReading(table, client.instance, plan.tables)

    async def begin(self) -> ImportPlace:
        """Determine where the import ends and polling begins, count the rows, and save both.

        Raises:
            ServiceNowError: If ServiceNow does not answer as it should.
            DatabaseUnavailableError: If the database does not work.
        """
        await self._ask_the_clock()
        overlap = self._plan.overlap
        first = first_cursor(self._table, now=self._clock.upper_bound(), overlap=overlap)
        polls = await self._writer.settle(first)
        # Its clock has whole seconds, and may seem to step back by one.
        until = max(self._clock.upper_bound(), polls.since + overlap) if polls.since else self._clock.upper_bound()
        query = narrow(self._plan.query, [condition("sys_updated_on", "<=", until)])
        page = await self._client.get_page(self._table, query, limit=1, fields="sys_id")
        place = ImportPlace(table=self._table, until=until, started_at=self._now(), to_import=page.total or 0)
        await in_thread(save_places, self._writer.database, [place])
        return place

    async def pages(self, place: ImportPlace) -> AsyncGenerator[tuple[ImportPlace, int]]:
        """Store page after page, each in one transaction with the progress after it.

        Yields:
            The progress, and how many rows before it are hidden from the account, as far as known so far.

        Raises:
            ServiceNowError: If ServiceNow does not answer as it should; everything yielded is stored.
            DatabaseUnavailableError: If the database does not work; likewise.
        """
        await self._ask_the_clock()
        as_of = await in_thread(latest_seq, self._writer.database)
        after = Position(place.last_updated_on, place.last_sys_id) if place.last_updated_on else None
        window = Window(since=None, until=place.until)
        sweep = Sweep(
            self._client, self._table, window, query=self._plan.query, batch_size=self._page_size, after=after
        )
        try:
            async with aclosing(sweep.batches()) as batches:
                async for batch in batches:
                    place, hidden = await self._store(batch, place, as_of), batch.hidden
                    del batch
                    yield place, hidden
        except (TooSlowError, TransactionCancelledError):
            self._page_size = min(self._page_size, max(_SMALLEST_PAGE, self._page_size // 2))
            raise
        finally:
            await self._record_went_back()

    async def _record_went_back(self) -> None:
        """Log once per run, even if it was interrupted, how many tickets went back."""
        count, self._went_back = self._went_back, 0
        if count:
            with contextlib.suppress(DatabaseUnavailableError):
                log.warning(
                    "%s", await in_thread(record_went_back, self._writer.database, self._table, count, at=self._now())
                )

    async def _ask_the_clock(self) -> None:
        if not (self._clock.is_known and self._clock.is_utc):
            await self._clock.ask(self._table)

    async def _store(self, batch: SweepBatch, place: ImportPlace, as_of: int) -> ImportPlace:
        """Store a page. An older version than ours overwrites it, unless a poll has brought ours since ``as_of``.

        So an import after a restore stores what the instance shows, and a first import undoes no poll.
        """
        after = _after(batch, place)
        tickets = await in_thread(self._reading.tickets, batch.records)
        result = await self._writer.store(
            tickets, origin=Origin.IMPORT, at=self._now(), cursor=after, overwrites_as_of=as_of
        )
        self._went_back += result.went_back
        return after


def _after(batch: SweepBatch, place: ImportPlace) -> ImportPlace:
    """Return the progress after a batch. Rows counted before may since have left the window for the polls."""
    imported = place.imported + len(batch.records)
    if batch.is_last:
        return replace(place, imported=imported, to_import=imported, is_done=True)
    moved = replace(place, imported=imported, to_import=max(place.to_import, imported))
    if batch.position is None:
        return moved
    return replace(moved, last_updated_on=batch.position.updated_on, last_sys_id=batch.position.sys_id)
