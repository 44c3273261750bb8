"""The full import: started automatically on the first start, and controlled by users.

A table with saved progress is resumed by the next start; a finished one is not imported again unless forced. What
happens between start and end is in ``run.py`` (all tables) and ``table.py`` (one of them).
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from random import Random

from rca_dashboard.background import SingleTask
from rca_dashboard.clock import Clock, Monotonic, utc_now
from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.progress.import_places import forget_places, load_places, mark_stopped
from rca_dashboard.store.statistics import measure_tables
from rca_dashboard.sync.bulk_import.outages import ImportOutages
from rca_dashboard.sync.bulk_import.run import ImportRun
from rca_dashboard.sync.bulk_import.table import TableImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.writer import Writer

log = logging.getLogger(__name__)


class BulkImport:
    """Imports an instance's tables, and lets users control it. All methods must be called on the event loop.

    Args:
        client: The instance; its creator closes it.
        writer: Stores tickets and progress; shared with the poller.
        plan: Which tables, how, and whether the first start imports automatically.
        server_clock: The instance's clock; shared with the poller.
        wake: Called after each commit, and whenever the status changed.
        clock: The local time, for the status.
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(
        self,
        client: TableClient,
        writer: Writer,
        plan: PollingPlan,
        *,
        server_clock: ServerClock,
        wake: Callable[[], None] = lambda: None,
        clock: Clock = utc_now,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._client = client
        self._database = writer.database
        self._plan = plan
        self._wake = wake
        self._run = ImportRun(
            {
                table: TableImport(table, client=client, clock=server_clock, writer=writer, plan=plan, now=clock)
                for table in plan.tables
            },
            ImportOutages(plan.cron, clock=clock, random=Random()),
            wait=client.wait,
            wake=wake,
            after_table=self._measure_tables,
            monotonic=monotonic,
        )
        self._task = SingleTask[None]("Bulk import", log)
        self._steering = asyncio.Lock()

    def status(self) -> ImportStatus:
        """Return the status of the import, from memory."""
        return self._run.status()

    async def resume(self) -> None:
        """Resume where the last process ended; on the first start begin, if the plan says so.

        An import that a user stopped stays stopped.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        async with self._steering:
            await self._load()
            is_stopped = any(place.is_stopped for place in self._run.places.values())
            is_cut_off = any(not place.is_done for place in self._run.places.values())
            is_first = self._plan.is_import_enabled and bool(self._run.remaining())
            if not is_stopped and (is_cut_off or is_first):
                self._launch()

    async def start(self, *, force: bool = False) -> ImportStatus:
        """Begin, or resume a stopped import; do nothing if it runs or is finished.

        An admin asks for it, so refused credentials are tried again at once, and so is whatever else failed, unless
        ServiceNow sent a Retry-After.

        Args:
            force: Start over, whatever was imported before.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        self._client.end_pause()
        async with self._steering:
            if force or self._run.may_retry_now():
                await self._end()
            if force:
                await in_thread(forget_places, self._database, self._plan.tables)
            if not self._run.is_running:
                await in_thread(mark_stopped, self._database, self._plan.tables, is_stopped=False)
                await self._load()
                if self._run.remaining():
                    self._launch()
        return self._announce()

    async def stop(self) -> ImportStatus:
        """Stop until a user starts it again; restarting the app does not. A page that is being stored is completed.

        An import that ServiceNow has not answered yet has no progress to keep: it counts as never started.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        async with self._steering:
            if self._run.is_running:
                await self._end()
                await in_thread(mark_stopped, self._database, self._plan.tables, is_stopped=True)
                await self._load()
        return self._announce()

    async def reset(self) -> ImportStatus:
        """Stop, and delete the progress: the next start imports everything. Tickets are kept.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        async with self._steering:
            await self._end()
            await in_thread(forget_places, self._database, self._plan.tables)
            await self._load()
        return self._announce()

    async def aclose(self) -> None:
        """Stop with the process; the next one resumes after the last stored page."""
        async with self._steering:
            await self._end()

    def _announce(self) -> ImportStatus:
        self._wake()
        return self.status()

    async def _load(self) -> None:
        places = await in_thread(load_places, self._database)
        self._run.places = {table: place for table, place in places.items() if table in self._plan.tables}

    def _launch(self) -> None:
        self._run.begin()
        self._task.start(self._run.go_on)

    async def _measure_tables(self) -> None:
        with contextlib.suppress(DatabaseUnavailableError):  # an import does not fail for it, nor is it tried again
            await in_thread(measure_tables, self._database)

    async def _end(self) -> None:
        await self._task.stop()
        self._run.end()
