"""A table's cursor never runs ahead of the instance's clock, whatever a single answer's ``Date`` said.

A sweep's window may end too late: no row is stamped in the future. Only where the next one begins must be true. So it
is bounded by the time when the sweep began, by our monotonic clock and what several answers agree on; and once they
agree that the clock was wrong, the next sweep begins where the last true one did.
"""

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress.stored_versions import newest_update
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.thread import in_thread

# ``Date`` is cut down to the second, and an answer takes its time on the way: the overlap covers that.
_TOLERANCE = timedelta(seconds=2)
# If it is unknown how far an earlier process came.
_LONG_AGO = timedelta(days=1)
# Three hours of polls a minute. A clock that was wrong for longer is made up for by what is stored.
_SWEEPS = 200


class _Swept(NamedTuple):
    since: datetime | None
    began: float


class CursorBound:
    """Bounds the cursor of one table.

    Args:
        table: The table's name.
        clock: The instance's clock.
        database: Where its tickets are.
        overlap: How far back each sweep reads again.
    """

    def __init__(self, table: str, *, clock: ServerClock, database: Database, overlap: timedelta) -> None:
        self._table = table
        self._clock = clock
        self._database = database
        self._overlap = overlap
        self._sweeps: deque[_Swept] = deque(maxlen=_SWEEPS)

    async def bounded(self, cursor: Cursor) -> Cursor:
        """Return the cursor from which the next sweep is to begin; one that was cut off goes on as it is.

        Raises:
            DatabaseUnavailableError: When the database does not work.
        """
        if cursor.until is not None or cursor.since is None:
            return cursor
        swept_until = self._swept_until() or await self._from_store(cursor.since)
        if swept_until is None or cursor.since + self._overlap - swept_until <= _TOLERANCE:
            return cursor
        return replace(cursor, since=swept_until - self._overlap)

    async def after_sweep(self, cursor: Cursor, *, since: datetime | None, began: float) -> Cursor:
        """Return the cursor after a sweep that ended.

        Args:
            cursor: As the sweep's window would have it.
            since: Where the window began.
            began: When the sweep began, in monotonic seconds.

        Raises:
            DatabaseUnavailableError: When the database does not work.
        """
        self._sweeps.append(_Swept(since, began))
        return await self.bounded(cursor)

    def is_ahead(self, cursor: Cursor) -> bool:
        """Return whether a cursor turned out to be ahead of what was really swept."""
        swept_until = self._swept_until()
        if cursor.since is None or cursor.until is not None or swept_until is None:
            return False
        return cursor.since + self._overlap - swept_until > _TOLERANCE

    def _swept_until(self) -> datetime | None:
        """Return how far the sweeps have truly come, one after the other; None where that is not known.

        By what is known of the clock now: a window that began after the one before had ended has left a gap.
        """
        reached: datetime | None = None
        for sweep in self._sweeps:
            began = self._clock.time_at(sweep.began)
            if sweep.since is None or sweep.since <= (reached or began):
                reached = began
        return reached

    async def _from_store(self, since: datetime) -> datetime | None:
        """Return how far sweeps have come at least, where none of this process is known to be true."""
        now = self._clock.time_now()
        if since <= now and not self._sweeps:
            return None
        # What was stored last had been read by then.
        return await in_thread(newest_update, self._database, self._table, now) or now - _LONG_AGO
