"""The import of the whole history, beside the polls: table after table, page after page, resumable at any of them.

A table whose place is saved is known to the next start; one that is done is not imported again unless somebody forces
it. Whatever fails is told once and tried again by itself, as polls are (``outage.py``).
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from random import Random

from rca_dashboard.domain.bulk_import import ImportPlace, ImportState, ImportStatus
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.import_places import forget_places, load_places, mark_stopped
from rca_dashboard.sync.import_outages import ImportOutages
from rca_dashboard.sync.import_report import ImportReport
from rca_dashboard.sync.pace import Pace
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.rounds import concerns_table
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.table_import import TableImport
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.writer import Writer


def _utc_now() -> datetime:
    return datetime.now(UTC)


class BulkImport:
    """Imports an instance's tables, and lets people steer it. Every method is for the event loop.

    Args:
        client: The instance to ask; whoever made it closes it.
        writer: Stores tickets and places; the poller's.
        plan: Which tables, how, and whether the first start imports by itself.
        server_clock: The instance's clock; the poller's.
        wake: Called after each commit, and whenever the status changed.
        clock: Our time, for what is told.
        monotonic: Seconds that only rise.
    """

    def __init__(
        self,
        client: TableClient,
        writer: Writer,
        plan: PollingPlan,
        *,
        server_clock: ServerClock,
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = _utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = writer.database
        self._plan = plan
        self._wake = wake
        self._monotonic = monotonic
        self._tables = {
            table: TableImport(table, client=client, clock=server_clock, writer=writer, plan=plan, now=clock)
            for table in plan.tables
        }
        self._outages = ImportOutages(plan.cron, clock=clock, random=Random())
        self._places: dict[str, ImportPlace] = {}
        self._hidden: dict[str, int] = {}
        self._table = ""
        self._pace = Pace(monotonic)
        self._running: asyncio.Task[None] | None = None
        self._is_running = False
        self._steering = asyncio.Lock()

    def status(self) -> ImportStatus:
        """Give how the import is doing, from memory."""
        places = self._places.values()
        imported, to_import = sum(place.imported for place in places), sum(place.to_import for place in places)
        rate = self._pace.per_second() if self._is_running else 0.0
        return ImportStatus(
            state=self._state(),
            table=self._table,
            imported=imported,
            to_import=to_import,
            hidden=sum(self._hidden.values()),
            rows_per_second=rate,
            seconds_left=(to_import - imported) / rate if rate and to_import else None,
            started_at=min((place.started_at for place in places), default=None),
            error=self._outages.sentences(),
        )

    async def resume(self) -> None:
        """Go on where a process that ended stood; on the first start begin, where the plan says so.

        What somebody stopped stays stopped.

        Raises:
            DatabaseUnavailableError: When the database does not work.
        """
        async with self._steering:
            await self._load()
            is_stopped = any(place.is_stopped for place in self._places.values())
            is_cut_off = any(not place.is_done for place in self._places.values())
            is_first = self._plan.is_import_enabled and bool(self._remaining())
            if not is_stopped and (is_cut_off or is_first):
                self._launch()

    async def start(self, *, force: bool = False) -> ImportStatus:
        """Begin, or go on where it was stopped; do nothing where it runs or is done.

        Args:
            force: Begin anew, whatever was imported before.

        Raises:
            DatabaseUnavailableError: When the database does not work.
        """
        async with self._steering:
            if force:
                await self._end()
                await in_thread(forget_places, self._database, self._plan.tables)
            if not self._is_running:
                await in_thread(mark_stopped, self._database, self._plan.tables, is_stopped=False)
                await self._load()
                if self._remaining():
                    self._launch()
        return self._told()

    async def stop(self) -> ImportStatus:
        """Stop, until somebody starts it: a new start of the app does not. A page that is being stored is stored.

        Raises:
            DatabaseUnavailableError: When the database does not work.
        """
        async with self._steering:
            if self._is_running:
                await self._end()
                await in_thread(mark_stopped, self._database, self._plan.tables, is_stopped=True)
                await self._load()
        return self._told()

    async def reset(self) -> ImportStatus:
        """Stop, and forget that anything was imported: the next start imports everything. Tickets stay.

        Raises:
            DatabaseUnavailableError: When the database does not work.
        """
        async with self._steering:
            await self._end()
            await in_thread(forget_places, self._database, self._plan.tables)
            await self._load()
        return self._told()

    async def aclose(self) -> None:
        """End with the process; the next one goes on from the last page that is stored."""
        async with self._steering:
            await self._end()

    def _state(self) -> ImportState:
        if self._is_running:
            return ImportState.FAILED if self._outages.sentences() else ImportState.RUNNING
        if not self._places:
            return ImportState.IDLE
        return ImportState.STOPPED if self._remaining() else ImportState.DONE

    def _told(self) -> ImportStatus:
        self._wake()
        return self.status()

    def _remaining(self) -> list[str]:
        return [table for table in self._tables if table not in self._places or not self._places[table].is_done]

    async def _load(self) -> None:
        places = await in_thread(load_places, self._database)
        self._places = {table: place for table, place in places.items() if table in self._tables}

    def _launch(self) -> None:
        self._pace = Pace(self._monotonic)
        self._hidden = {}
        self._is_running = True
        self._running = asyncio.create_task(self._run(), name="bulk import")

    async def _end(self) -> None:
        if self._running:
            self._running.cancel()
            await asyncio.wait({self._running})
        self._is_running = False
        self._outages.forget()

    async def _run(self) -> None:
        report = ImportReport(self.status, self._remaining(), self._monotonic)
        report.begin()
        try:
            while remaining := self._remaining():
                await self._try(remaining, report)
                await asyncio.sleep(self._outages.seconds_to_retry())
            report.end()
        finally:
            self._table, self._is_running = "", False
            self._wake()

    async def _try(self, tables: list[str], report: ImportReport) -> None:
        """Import table after table; the next one too where what fails is a table's own."""
        for table in tables:
            self._table = table
            try:
                await self._import(table, report)
            except Exception as failure:  # noqa: BLE001 - whatever it is, it is told and tried again
                self._outages.note(table, failure)
                self._wake()
                if not concerns_table(failure):
                    return

    async def _import(self, table: str, report: ImportReport) -> None:
        imports = self._tables[table]
        if table not in self._places:
            self._places[table] = await imports.begin()
        async with aclosing(imports.pages(self._places[table])) as pages:
            async for place, hidden in pages:
                self._pace.note(place.imported - self._places[table].imported)
                self._places[table] = place
                self._hidden[table] = hidden
                self._outages.end(table)
                self._wake()
                report.progress()
