"""The leader's parts: what keeps the store in sync with ServiceNow runs in one worker only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.check import Check
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress.polling_pause import keep_polling_pause
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.polling.hints import Hints
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.workers.status import LeaderStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """What runs at the leader.

    Attributes:
        checks: Returns the results of the startup checks of ServiceNow; empty in demo mode.
        database: Refuses writes once another worker leads.
        is_polling_enabled: The setting, under which an admin's pause counts.
    """

    client: TableClient
    poller: Poller
    hints: Hints
    bulk_import: BulkImport
    reconciler: Reconciler
    checks: Callable[[], tuple[Check, ...]]
    database: Database
    is_polling_enabled: bool = True

    def status(self) -> LeaderStatus:
        """Return the status, from memory."""
        return LeaderStatus(
            poller=self.poller.status(),
            tables=self.poller.tables(),
            bulk_import=self.bulk_import.status(),
            reconcile=self.reconciler.status(),
            checks=self.checks(),
            waits=self.poller.waits(),
            barred_until=utc_now() + timedelta(seconds=self.client.barred_seconds),
        )

    async def pause(self) -> None:
        """Pause polling until ``resume``, across restarts and changes of the leader.

        Raises:
            DatabaseUnavailableError: If that cannot be stored; polling is then paused in this process.
        """
        self.poller.pause()
        await self._keep_pause(is_paused=True)

    async def resume(self) -> None:
        """Resume polling, the first time at once.

        Raises:
            DatabaseUnavailableError: If that cannot be stored; polling then goes on in this process.
        """
        self.poller.resume()
        await self._keep_pause(is_paused=False)

    async def _keep_pause(self, *, is_paused: bool) -> None:
        enabled = self.is_polling_enabled
        await in_thread(keep_polling_pause, self.database, is_paused=is_paused, is_enabled=enabled)
