"""Follows what other workers store for users: choices, marks and views reach the tabs that are connected here."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.personal_changes import SAVED_VIEWS, personal_revisions_since

logger = logging.getLogger(__name__)

# Longer than an outage of the database that a page survives without loading again; a change is followed once.
LOOKS_BACK = timedelta(minutes=5)
RETRY_SECONDS = 1.0


class PersonalFollower:
    """Looks for changes when it is woken. All methods must be called on the event loop.

    A change that this worker made itself is followed too, which sends the same again: few people change a preference
    in a second.

    Args:
        database: Counts the changes of each user.
        occupied_users: Returns the usernames with an open tab here.
        follow: Sends a user's changes since a time to the user's tabs.
        follow_views: Sends each user the saved views that have changed for them.
        now: The clock that all workers share.
    """

    def __init__(
        self,
        database: Database,
        occupied_users: Callable[[], frozenset[str]],
        follow: Callable[[str, datetime], Awaitable[None]],
        follow_views: Callable[[], Awaitable[None]],
        now: Clock = utc_now,
    ) -> None:
        self._database = database
        self._occupied_users = occupied_users
        self._follow = follow
        self._follow_views = follow_views
        self._now = now
        self._revisions: dict[str, int] | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for changes now."""
        self._woken.set()

    async def run(self) -> None:
        """Follow until cancelled."""
        failures = FailureLog("Following preferences and marks", logger)
        await run_forever(self.look, failures, wait=self._wait, retry_seconds=RETRY_SECONDS)

    async def look(self) -> None:
        """Follow the changes since the last look; those before the first are history."""
        since = self._now() - LOOKS_BACK
        found = await asyncio.to_thread(personal_revisions_since, self._database, since)
        known = self._revisions
        if known is None:
            self._revisions = found
            return
        changed = {username for username, revision in found.items() if revision > known.get(username, 0)}
        if SAVED_VIEWS in changed:
            await self._follow_views()
        for username in self._occupied_users() & changed:
            await self._follow(username, since)
        self._revisions = found

    async def _wait(self) -> None:
        await self._woken.wait()
        self._woken.clear()
