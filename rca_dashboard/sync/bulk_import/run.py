"""A running import: table after table, page after page, until every row is stored.

Failures are logged once and retried automatically, as those of polls are (``polling/outage.py``).
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Protocol

from rca_dashboard.clock import Monotonic
from rca_dashboard.domain.progress.bulk_import import ImportPlace, ImportState, ImportStatus
from rca_dashboard.sync.bulk_import.outages import ImportOutages
from rca_dashboard.sync.bulk_import.pace import Pace
from rca_dashboard.sync.bulk_import.report import ImportReport
from rca_dashboard.sync.bulk_import.table import TableImport
from rca_dashboard.sync.polling.rounds import concerns_table


class Wait(Protocol):
    """Waits before the next attempt, as ``TableClient.wait`` does."""

    async def __call__(self, seconds: float, *, ends_early: bool) -> None:
        """Wait some seconds, or less if there is a reason and ``ends_early`` allows it."""
        ...


class ImportRun:
    """Imports tables, and tracks the progress of each.

    Attributes:
        places: The saved progress of each table; missing for a table whose import has not begun.
        is_running: Rows are being read, or will be as soon as ServiceNow recovers.
        is_waiting: Every remaining table waits for the next attempt.

    Args:
        tables: What to import, by name, in this order.
        outages: Tracks what fails.
        wait: Waits some seconds before the next try, or less if there is a reason.
        wake: Called after each page, and whenever the status changed.
        monotonic: A monotonic clock, in seconds.
        after_table: Called when all rows of a table are stored.
    """

    def __init__(
        self,
        tables: Mapping[str, TableImport],
        outages: ImportOutages,
        *,
        wait: Wait,
        wake: Callable[[], None],
        monotonic: Monotonic,
        after_table: Callable[[], Awaitable[None]],
    ) -> None:
        self.places: dict[str, ImportPlace] = {}
        self.is_running = False
        self.is_waiting = False
        self._tables = tables
        self._outages = outages
        self._wait = wait
        self._wake = wake
        self._monotonic = monotonic
        self._after_table = after_table
        self._pace = Pace(monotonic)
        self._hidden: dict[str, int] = {}
        self._table = ""

    def remaining(self) -> list[str]:
        """Return the tables that are not finished."""
        return [table for table in self._tables if table not in self.places or not self.places[table].is_done]

    def status(self) -> ImportStatus:
        """Return the status."""
        places = self.places.values()
        imported, to_import = sum(place.imported for place in places), sum(place.to_import for place in places)
        rate = self._pace.per_second() if self.is_running else 0.0
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

    def begin(self) -> None:
        """Count from now on; ``go_on`` follows."""
        self._pace = Pace(self._monotonic)
        self._hidden = {}
        self.is_running = True

    def end(self) -> None:
        """Become idle, whether ``go_on`` finished or was cancelled."""
        self._table, self.is_running, self.is_waiting = "", False, False
        self._outages.forget()

    async def go_on(self) -> None:
        """Import the remaining tables."""
        report = ImportReport(self.status, self.remaining(), self._monotonic)
        report.begin()
        try:
            while remaining := self.remaining():
                await self._try(remaining, report)
                self.is_waiting = True
                # A time that ServiceNow asked for is waited out, whatever happens meanwhile.
                await self._wait(self._outages.seconds_to_retry(), ends_early=self._outages.may_retry_now)
                self.is_waiting = False
            report.end()
        finally:
            self.end()
            self._wake()

    def may_retry_now(self) -> bool:
        """Return whether the wait for the next attempt may be ended: it is not one that ServiceNow asked for."""
        return self.is_waiting and self._outages.may_retry_now

    def _state(self) -> ImportState:
        if self.is_running:
            return ImportState.FAILED if self._outages.sentences() else ImportState.RUNNING
        if not self.places:
            return ImportState.IDLE
        return ImportState.STOPPED if self.remaining() else ImportState.DONE

    async def _try(self, tables: list[str], report: ImportReport) -> None:
        """Import table after table; continue with the next one if the failure concerns only one table."""
        for table in tables:
            self._table = table
            try:
                await self._import(table, report)
            except Exception as failure:  # noqa: BLE001 - whatever it is, it is logged and retried
                self._outages.note(table, failure)
                self._wake()
                if not concerns_table(failure):
                    return

    async def _import(self, table: str, report: ImportReport) -> None:
        imports = self._tables[table]
        if table not in self.places:
            self.places[table] = await imports.begin()
        async with aclosing(imports.pages(self.places[table])) as pages:
            async for place, hidden in pages:
                self._pace.note(place.imported - self.places[table].imported)
                self.places[table] = place
                self._hidden[table] = hidden
                self._outages.end(table)
                self._wake()
                report.progress()
        await self._after_table()
