"""Which lists users look at: what has happened since they last did, and how far they have seen."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection

from rca_dashboard.background import FailureLog
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.views.since_looked import SinceLooked, look_key
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.personal import looks as kept

logger = logging.getLogger(__name__)

# One transaction for all browsers; a visit's end is known to a minute.
SECONDS_BETWEEN = 60.0


class Looks:
    """Remembers which socket shows which list; every method runs in the worker's event loop.

    Args:
        database: Stores how far each user has seen each list.
        sids: Returns the open sockets.
    """

    def __init__(self, database: Database, sids: Callable[[], Collection[str]]) -> None:
        self._database = database
        self._sids = sids
        self._shown: dict[str, tuple[str, str]] = {}
        self._kept_at = time.monotonic()
        self._keeping: asyncio.Task[None] | None = None
        self._failures = FailureLog("What users have seen", logger)

    async def open(self, sid: str, username: str, view: View | None) -> SinceLooked:
        """Return what has happened to a list since a user last looked at it; nothing on another page."""
        if view is None:
            self._shown.pop(sid, None)
            return SinceLooked()
        since = await asyncio.to_thread(kept.look_at, self._database, username, view.filter, utc_now())
        self._shown[sid] = username, look_key(view.filter)
        return since

    def wake(self) -> None:
        """Store what open browsers have seen, from time to time; called after each read of the feed."""
        is_due = time.monotonic() - self._kept_at >= SECONDS_BETWEEN
        if is_due and self._shown and (self._keeping is None or self._keeping.done()):
            self._kept_at = time.monotonic()
            self._keeping = asyncio.create_task(self.keep(), name="what users have seen")

    async def keep(self) -> None:
        """Store what open browsers have seen; a database outage is logged once."""
        open_sids = set(self._sids())
        self._shown = {sid: each for sid, each in self._shown.items() if sid in open_sids}
        try:
            await asyncio.to_thread(kept.keep_seen, self._database, set(self._shown.values()), utc_now())
        except DatabaseUnavailableError as error:
            self._failures.failed(error)
        else:
            self._failures.succeeded()
