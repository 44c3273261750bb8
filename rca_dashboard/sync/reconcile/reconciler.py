"""The reconciler: compares all tickets with ServiceNow's, by a cron and whenever somebody asks; one run at a time.

Polling goes by ``sys_updated_on`` and cannot see what moves no stamp, or what is gone. What one run does with a table
stands in ``reconcile_table.py``.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from rca_dashboard.background import SingleTask
from rca_dashboard.clock import Clock, Monotonic, utc_now
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import DatabaseUnavailableError
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
    """Reconciles an instance's tables with our tickets. Every method is for the event loop.

    Args:
        client: The instance to ask; whoever made it closes it.
        poller: Polls the same tables meanwhile; its writer stores what is found.
        polling: What is polled: the same tables and query are compared.
        plan: When, and with how many requests.
        wake: Called on the event loop after each commit that changed a ticket, and whenever the status changed.
        clock: Our time, for what is told.
        monotonic: Seconds that only rise; the client's.

    Raises:
        ValueError: For a plan whose cron is none.
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

    def status(self) -> ReconcileStatus:
        """Return how the run under way is doing, or how the last one ended; from memory."""
        return replace(self._status, next_at=self._timetable.next_at if self._timetable else None)

    def start(self) -> bool:
        """Begin a run at once; False, and nothing else, where one is under way."""
        if self._running.is_running:
            return False
        self._status = ReconcileStatus(running=True, started_at=self._clock())
        self._running.start(self._run)
        self._wake()
        return True

    def stop(self) -> bool:
        """Tell the run under way to end; False where there is none. What it has stored by then stays."""
        return self._running.cancel()

    async def wait(self) -> ReconcileStatus:
        """Wait for the end of the run under way, if there is one, and give the status."""
        await self._running.wait()
        return self.status()

    async def open(self) -> None:
        """Remember how the last run ended, and begin to take turns by the cron.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        if self._status.started_at is None:
            self._status = await in_thread(last_reconcile, self._database)
            self._warned = self._status.warning
        if self._trigger:
            self._timetable = Timetable(self._trigger, self._turn)

    async def aclose(self) -> None:
        """End the turns and the run under way."""
        if self._timetable:
            self._timetable.stop()
            self._timetable = None
        await self._running.stop()

    async def _turn(self) -> None:
        """Begin a run, unless somebody has paused polling: the instance is to be left alone then."""
        if self._poller.status().health is not PollerHealth.PAUSED:
            self.start()

    async def _run(self) -> None:
        tally = ReconcileTally()
        try:
            await self._run_of_all.run(tally, lambda: self._tell(tally))
        except asyncio.CancelledError:
            tally.warnings.append("It was stopped before its end: what it had not come to is as it was.")
            raise
        except Exception as failure:
            log.debug("A reconcile failed", exc_info=True)
            tally.warnings.append(sentence_of(failure))
        finally:
            self._status = replace(self._status, running=False, finished_at=self._clock())
            self._tell(tally)
            await self._keep()
        self._log()

    async def _keep(self) -> None:
        # A database that fails is what the run has told of already, and stays told of in memory.
        with contextlib.suppress(DatabaseUnavailableError):
            await in_thread(keep_reconcile, self._database, self._status)

    def _tell(self, tally: ReconcileTally) -> None:
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
        """Log what was found, and a warning once for as long as it stays."""
        status = self._status
        if status.deleted or status.left_query or status.silent:
            log.info(
                "Compared %d rows with ServiceNow: %d tickets are deleted there, %d left the query, "
                "%d differed and are up to date now.",
                *(status.checked, status.deleted, status.left_query, status.silent),
            )
        if status.warning and status.warning != self._warned:
            log.warning("Comparing with ServiceNow: %s", status.warning)
        elif self._warned and not status.warning:
            log.warning("Comparing with ServiceNow is well again.")
        self._warned = status.warning
