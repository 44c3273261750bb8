"""One run of the reconciler: table after table, each with its own failures."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from rca_dashboard.background import is_expected
from rca_dashboard.clock import Clock, Monotonic
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import WindowIgnoredError
from rca_dashboard.servicenow.paging.key_pages import OutOfOrderError
from rca_dashboard.servicenow.sla_records import TASK_SLA
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.progress.import_places import load_places
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.polling.rounds import concerns_table, sentence_of
from rca_dashboard.sync.reading import TicketReading
from rca_dashboard.sync.reconcile.absence import AUDIT_TABLE, Absence
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.requests import ReconcileTally, TableRequests
from rca_dashboard.sync.reconcile.slas import SlaReconcile, SlaTask
from rca_dashboard.sync.reconcile.table import TableReconcile, TableTask
from rca_dashboard.sync.reconcile.writes import TicketWrites
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.went_back import record_went_back

log = logging.getLogger(__name__)

# A poll that catches up after days may take longer; the only effect is that its rows are read twice.
_LONGEST_POLL_SECONDS = 60.0


class ReconcileRun:
    """Creates the parts of a run and runs it.

    Args:
        client: The instance.
        poller: Polls the same tables in parallel.
        polling: What is polled: the same tables and query are compared.
        plan: With how many requests.
        clock: The local time.
        monotonic: A monotonic clock, in seconds; the client's.
    """

    def __init__(
        self,
        client: TableClient,
        poller: Poller,
        polling: PollingPlan,
        plan: ReconcilePlan,
        *,
        clock: Clock,
        monotonic: Monotonic,
    ) -> None:
        self._client = client
        self._poller = poller
        self._polling = polling
        self._plan = plan
        self._clock = clock
        self._server_clock = ServerClock(client, monotonic)
        self._readings = {table: TicketReading(table, client.instance, polling.tables) for table in polling.tables}

    async def run(self, tally: ReconcileTally, on_progress: Callable[[], None], *, doubts_again: bool = False) -> None:
        """Reconcile every table, and add to ``tally`` what is found and what fails, as it happens.

        Args:
            tally: The counts of this run.
            on_progress: Called when something was compared or stored.
            doubts_again: Absences that were doubted before are requested again.

        Raises:
            DatabaseUnavailableError: If the database does not work at the very start.
        """
        try:
            await self._run_all(tally, on_progress, doubts_again=doubts_again)
        finally:
            await self._record_went_back(tally)

    async def _record_went_back(self, tally: ReconcileTally) -> None:
        database = self._poller.writer.database
        for table, count in tally.went_back.items():
            if count:
                with contextlib.suppress(DatabaseUnavailableError):
                    sentence = await in_thread(record_went_back, database, table, count, at=self._clock())
                    tally.warnings.append(sentence)

    async def confirm(self, tally: ReconcileTally, on_progress: Callable[[], None]) -> None:
        """Mark every table's doubted absences that a fresh, direct look still finds absent."""
        for table in self._polling.tables:
            try:
                await (await self._table(table, tally, on_progress, takes_unknown=False)).confirm()
            except Exception as failure:  # noqa: BLE001 - the other tables go on, and the list stays
                tally.warnings.append(self._sentence(failure, table))
        await self._with_slas(SlaReconcile.confirm, tally, on_progress, doubts_again=False)

    async def _run_all(self, tally: ReconcileTally, on_progress: Callable[[], None], *, doubts_again: bool) -> None:
        await self._settle()  # rows that polling reads anyway are not read twice
        places = await in_thread(load_places, self._poller.writer.database)
        left, tables = self._plan.content_requests, self._polling.tables
        for number, table in enumerate(tables):
            place = places.get(table)
            if place and not place.is_done and not place.is_stopped:
                tally.warnings.append(f"The table {table!r} is being imported, and is compared afterwards.")
                continue
            try:
                is_done = bool(place and place.is_done)
                reconcile = await self._table(
                    table, tally, on_progress, takes_unknown=is_done, doubts_again=doubts_again
                )
                share = -(-left // (len(tables) - number))  # so that a large table leaves some to the others
                left += await reconcile.run(share) - share
            except Exception as failure:  # noqa: BLE001 - whatever it is, the other tables and the next run go on
                tally.warnings.append(self._sentence(failure, table))
                if not concerns_table(failure) and not isinstance(failure, OutOfOrderError):
                    return
        await self._with_slas(SlaReconcile.run, tally, on_progress, doubts_again=doubts_again)

    async def _with_slas(
        self,
        work: Callable[[SlaReconcile], Awaitable[None]],
        tally: ReconcileTally,
        on_progress: Callable[[], None],
        *,
        doubts_again: bool,
    ) -> None:
        """Do something with the service levels, if they are read and those from before the app are all here."""
        if not self._poller.follows_slas:
            return
        try:
            await work(await self._slas(tally, on_progress, doubts_again=doubts_again))
        except Exception as failure:  # noqa: BLE001 - the tickets are compared already, and the next run goes on
            tally.warnings.append(self._sentence(failure, TASK_SLA))

    async def _slas(
        self, tally: ReconcileTally, on_progress: Callable[[], None], *, doubts_again: bool
    ) -> SlaReconcile:
        requests = TableRequests(self._client, TASK_SLA, tally)
        audit = TableRequests(self._client, AUDIT_TABLE, tally)
        if not self._server_clock.is_known:
            await requests.page("", 1, fields="sys_id")
        task = SlaTask(
            tables=self._polling.tables,
            polled_until=self._server_clock.upper_bound() - self._polling.overlap,
            keys_in_a_page=self._plan.keys_in_a_page,
            now=self._clock,
            doubts_again=doubts_again,
        )
        return SlaReconcile(
            task,
            requests,
            Absence(requests, audit, "", kind="service levels"),
            self._poller.writer,
            tally,
            settle=self._settle,
            on_progress=on_progress,
        )

    async def _table(
        self,
        table: str,
        tally: ReconcileTally,
        on_progress: Callable[[], None],
        *,
        takes_unknown: bool,
        doubts_again: bool = False,
    ) -> TableReconcile:
        requests, audit = TableRequests(self._client, table, tally), TableRequests(self._client, AUDIT_TABLE, tally)
        if not self._server_clock.is_known:
            await requests.page("", 1, fields="sys_id")
        task = TableTask(
            base=self._polling.query,
            polled_until=self._server_clock.upper_bound() - self._polling.overlap,
            takes_unknown=takes_unknown,
            keys_in_a_page=self._plan.keys_in_a_page,
            rows_in_a_page=self._polling.batch_size,
            doubts_again=doubts_again,
        )
        writes = TicketWrites(
            writer=self._poller.writer,
            reading=self._readings[table],
            tally=tally,
            on_progress=on_progress,
            now=self._clock,
        )
        return TableReconcile(task, requests, Absence(requests, audit, task.base), writes, self._settle)

    async def _settle(self) -> None:
        """Wait until every poll that started before has ended: a running one is joined, or another one started.

        A paused poller is not asked: its last poll has most likely ended long ago.
        """
        if self._poller.status().health is PollerHealth.PAUSED:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._poller.settle(), _LONGEST_POLL_SECONDS)

    def _sentence(self, failure: Exception, table: str) -> str:
        if isinstance(failure, OutOfOrderError):
            return str(WindowIgnoredError(self._client.host, table, "rows came out of sys_id order"))
        if not is_expected(failure):
            log.error("Reconcile of %s: unexpected error (please report)", table, exc_info=failure)
        return sentence_of(failure)
