"""The reconciler: compares all tickets with ServiceNow's, by a cron and whenever somebody asks; one run at a time.

Polling goes by ``sys_updated_on`` and cannot see what moves no stamp, or what is gone. What one run does with a table
stands in ``reconcile_table.py``.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from rca_dashboard.domain.reconcile import ReconcileStatus
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.poller import Poller
from rca_dashboard.sync.reconcile_plan import ReconcilePlan
from rca_dashboard.sync.schedule import cron_trigger
from rca_dashboard.sync.timetable import Timetable

log = logging.getLogger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Reconciler:
    """Reconciles an instance's tables with our tickets.

    Args:
        client: The instance to ask; whoever made it closes it.
        database: Where the tickets are.
        poller: Polls the same tables meanwhile.
        polling: What is polled: the same tables and query are compared.
        plan: When, and with how many requests.
        wake: Called on the event loop after each commit that changed a ticket, and whenever the status changed.
        clock: Our time, for what is told.
    """

    def __init__(
        self,
        client: TableClient,
        database: Database,
        poller: Poller,
        polling: PollingPlan,
        plan: ReconcilePlan,
        *,
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client = client
        self._database = database
        self._poller = poller
        self._polling = polling
        self._trigger = cron_trigger(plan.cron) if plan.cron else None
        self._plan = plan
        self._wake = wake
        self._clock = clock
        self._timetable: Timetable | None = None
        self._running: asyncio.Task[None] | None = None
        self._status = ReconcileStatus()

    def status(self) -> ReconcileStatus:
        """Give how the run under way is doing, or how the last one ended; from memory."""
        return replace(self._status, next_at=self._timetable.next_at if self._timetable else None)

    def start(self) -> bool:
        """Begin a run at once; False, and nothing else, where one is under way. Needs a running event loop."""
        if self._running and not self._running.done():
            return False
        self._status = ReconcileStatus(running=True, started_at=self._clock())
        self._running = asyncio.create_task(self._run(), name="reconcile with ServiceNow")
        self._wake()
        return True

    def stop(self) -> bool:
        """Tell the run under way to end; False where there is none. What it has found by then stays."""
        if self._running is None or self._running.done():
            return False
        self._running.cancel()
        return True

    def open(self) -> None:
        """Begin to take turns by the cron. Needs a running event loop."""
        if self._trigger:
            self._timetable = Timetable(self._trigger, self._turn)

    async def aclose(self) -> None:
        """End the turns and the run under way."""
        if self._timetable:
            self._timetable.stop()
            self._timetable = None
        if self._running:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def _turn(self) -> None:
        self.start()

    async def _run(self) -> None:
        self._status = replace(self._status, running=False, finished_at=self._clock())
        self._wake()
