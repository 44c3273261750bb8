"""The reconciler: compares all tickets with ServiceNow's, on a cron schedule and on request; one run at a time.

Polling relies on ``sys_updated_on`` and cannot see updates that do not change it, or deletions. What one run does with
a table is in ``table.py``.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from rca_dashboard.background import SingleTask
from rca_dashboard.clock import Clock, Monotonic, utc_now
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.domain.progress.reconcile import DoubtedAbsences, ReconcileStatus
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.sla_records import TASK_SLA
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.store.progress.doubted_absences import all_doubted
from rca_dashboard.store.progress.reconcile_runs import keep_reconcile, last_reconcile
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.polling.rounds import sentence_of
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.requests import ReconcileTally
from rca_dashboard.sync.reconcile.run import ReconcileRun
from rca_dashboard.sync.schedule import CronTrigger, Timetable
from rca_dashboard.sync.thread import in_thread

log = logging.getLogger(__name__)


class Reconciler:
    """Reconciles an instance's tables with the stored tickets. All methods must be called on the event loop.

    Args:
        client: The instance; its creator closes it.
        poller: Polls the same tables in parallel; its writer stores what is found.
        polling: What is polled: the same tables and query are compared.
        plan: When, and with how many requests.
        wake: Called on the event loop after each commit that changed a ticket, and whenever the status changed.
        clock: The local time, for the status.
        monotonic: A monotonic clock, in seconds; the client's.

    Raises:
        ValueError: If the plan's cron is invalid.
    """

    def __init__(
        self,
        client: TableClient,
        poller: Poller,
        polling: PollingPlan,
        plan: ReconcilePlan,
        *,
        wake: Callable[[], None] = lambda: None,
        clock: Clock = utc_now,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._client = client
        self._poller = poller
        self._database = poller.writer.database
        self._run_of_all = ReconcileRun(client, poller, polling, plan, clock=clock, monotonic=monotonic)
        self._trigger = CronTrigger(plan.cron) if plan.cron else None
        self._wake = wake
        self._clock = clock
        self._timetable: Timetable | None = None
        self._running = SingleTask[None]("Reconcile with ServiceNow", log)
        self._status = ReconcileStatus()
        self._warned: str | None = None
        self._tables = (*polling.tables, TASK_SLA)
        self._doubted: tuple[DoubtedAbsences, ...] = ()

    def status(self) -> ReconcileStatus:
        """Return the status of the current run, or of the last one; from memory."""
        next_at = self._timetable.next_at if self._timetable else None
        return replace(self._status, next_at=next_at, doubted=self._doubted)

    def start(self, *, is_asked_for: bool = True) -> bool:
        """Start a run at once; return False, and do nothing, if one is running.

        Args:
            is_asked_for: An admin started it: refused credentials are sent again, and absences that were doubted before
                are requested again.
        """
        return self._start(lambda tally: self._compare(tally, doubts_again=is_asked_for), ends_pause=is_asked_for)

    def confirm_absences(self) -> bool:
        """Mark as deleted those doubted absences that ServiceNow, asked again, still does not have.

        Returns:
            Whether this was started; False if nothing is doubted, or a run is under way.
        """
        return bool(self._doubted) and self._start(self._confirm, ends_pause=True)

    def _start(self, work: Callable[[ReconcileTally], Awaitable[None]], *, ends_pause: bool) -> bool:
        if self._running.is_running:
            return False
        if ends_pause:
            self._client.end_pause()
        self._status = ReconcileStatus(running=True, started_at=self._clock())
        self._running.start(lambda: self._run(work))
        self._wake()
        return True

    def stop(self) -> bool:
        """Ask the current run to stop; return False if there is none. What it has stored so far is kept."""
        return self._running.cancel()

    async def wait(self) -> ReconcileStatus:
        """Wait for the end of the current run, if there is one, and return the status."""
        await self._running.wait()
        return self.status()

    async def open(self) -> None:
        """Load the result of the last run, and start the schedule.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        if self._status.started_at is None:
            self._status = await in_thread(last_reconcile, self._database)
            self._warned = self._status.warning
        self._doubted = await in_thread(all_doubted, self._database, self._tables)
        if self._trigger:
            self._timetable = Timetable(self._trigger, self._turn)

    async def aclose(self) -> None:
        """Stop the schedule and the current run."""
        if self._timetable:
            self._timetable.stop()
            self._timetable = None
        await self._running.stop()

    async def _turn(self) -> None:
        """Start a run, unless polling is paused: the instance is to be left alone then."""
        if self._poller.status().health is not PollerHealth.PAUSED:
            self.start(is_asked_for=False)

    async def _compare(self, tally: ReconcileTally, *, doubts_again: bool) -> None:
        await self._run_of_all.run(tally, lambda: self._report(tally), doubts_again=doubts_again)

    async def _confirm(self, tally: ReconcileTally) -> None:
        await self._run_of_all.confirm(tally, lambda: self._report(tally))

    async def _run(self, work: Callable[[ReconcileTally], Awaitable[None]]) -> None:
        tally = ReconcileTally()
        try:
            await work(tally)
        except asyncio.CancelledError:
            tally.warnings.append("Stopped before the end: the remaining tickets were not compared.")
            raise
        except Exception as failure:
            log.debug("Reconcile: unexpected error (please report)", exc_info=True)
            tally.warnings.append(sentence_of(failure))
        finally:
            self._status = replace(self._status, running=False, finished_at=self._clock())
            self._report(tally)
            await self._keep()
        self._log()

    async def _keep(self) -> None:
        # A failing database is already reported by the run, and the report stays in memory.
        with contextlib.suppress(DatabaseUnavailableError):
            await in_thread(keep_reconcile, self._database, self._status)
            self._doubted = await in_thread(all_doubted, self._database, self._tables)
            self._wake()

    def _report(self, tally: ReconcileTally) -> None:
        self._status = replace(
            self._status,
            checked=tally.checked,
            deleted=tally.deleted,
            left_query=tally.left_query,
            silent=tally.silent,
            requests=tally.requests,
            warning=" ".join(dict.fromkeys(tally.warnings)) or None,
        )
        self._wake()

    def _log(self) -> None:
        """Log what was found, and a warning once for as long as it lasts."""
        status = self._status
        if status.deleted or status.left_query or status.silent:
            log.info(
                "Compared %d rows with ServiceNow: %d tickets are deleted there, %d left the query, "
                "%d differed and are up to date now.",
                *(status.checked, status.deleted, status.left_query, status.silent),
            )
        if status.warning and status.warning != self._warned:
            log.warning("Reconcile: %s", status.warning)
        elif self._warned and not status.warning:
            log.warning("Reconcile recovered.")
        self._warned = status.warning
