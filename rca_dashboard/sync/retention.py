"""Delete expired rows once a day, and at the start."""

import asyncio
import logging
from datetime import timedelta

from rca_dashboard.background import FailureLog, SingleTask
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.retention import RetentionDays
from rca_dashboard.store.engine import Database
from rca_dashboard.store.retention import (
    AUDIT_LOG,
    FEED,
    NOTIFICATIONS,
    POLLS,
    RetainedTable,
    delete_expired,
    first_retained,
    trusted_now,
)
from rca_dashboard.sync.schedule import CronTrigger, Timetable
from rca_dashboard.sync.thread import in_thread

log = logging.getLogger(__name__)

# At night nearly everywhere on two continents, and not on the hour when other jobs start.
DAILY = "23 2 * * *"
# A busy machine may run it late; one that slept runs it at the next start or the next day.
_LATE_SECONDS = 3600
# The pause between two transactions lets other writers in.
_PAUSE_SECONDS = 0.02


class Retention:
    """Deletes expired rows for as long as it is open.

    Args:
        database: The database; its creator closes it.
        days: The retention of each kind.
        clock: The local time.
    """

    def __init__(self, database: Database, days: RetentionDays, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._days = (
            (FEED, days.feed),
            (POLLS, days.polls),
            (NOTIFICATIONS, days.notifications),
            (AUDIT_LOG, days.audit),
        )
        self._clock = clock
        self._failures = FailureLog("Retention", log)
        self._timetable: Timetable | None = None
        self._running = SingleTask[None]("Retention", log)

    def open(self) -> None:
        """Start, the first time at once. Needs a running event loop."""
        self._timetable = Timetable(CronTrigger(DAILY), self._turn, late_seconds=_LATE_SECONDS)
        self._running.start(self.run)

    async def aclose(self) -> None:
        """Stop; waits for a running transaction."""
        if self._timetable:
            self._timetable.stop()
        await self._running.stop()

    async def run(self) -> None:
        """Delete what has expired. A failure is logged, and retried the next day."""
        try:
            deleted_rows = {
                retained.name: await self._delete_expired(retained, days) for retained, days in self._days if days
            }
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and tried again the next day
            self._failures.failed(error)
            return
        self._failures.succeeded()
        deleted = ", ".join(f"{number:,} {name}" for name, number in deleted_rows.items() if number)
        if deleted:
            log.info("Retention deleted %s.", deleted)

    async def _turn(self) -> None:
        self._running.start(self.run)

    async def _delete_expired(self, retained: RetainedTable, days: int) -> int:
        now = await in_thread(trusted_now, self._database, self._clock())
        before = await in_thread(first_retained, self._database, retained, now - timedelta(days=days), now)
        deleted_rows = 0
        while some := await in_thread(delete_expired, self._database, retained, before):
            deleted_rows += some
            await asyncio.sleep(_PAUSE_SECONDS)
        return deleted_rows
