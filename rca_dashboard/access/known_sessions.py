"""What is known of logins for a moment, so that a check costs a look into memory and seldom one into the database."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rca_dashboard.access.identity import Identity
from rca_dashboard.store.engine import DatabaseUnavailableError

FRESH_SECONDS = 2.0
# While the database is away nothing can be ended in it either; whoever was in goes on for a minute.
_TRUSTED_SECONDS = 60.0
_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class _Known:
    identity: Identity | None
    at: float


class KnownSessions:
    """Remembers who a login belongs to for two seconds; one read is under way for each.

    Args:
        read: Gives the identity of a login's id from the database.
        now: Seconds of a clock that never goes back.
    """

    def __init__(
        self, read: Callable[[str], Awaitable[Identity | None]], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._now = now
        self._known: dict[str, _Known] = {}
        self._reads: dict[str, asyncio.Future[Identity | None]] = {}

    async def identity(self, session_id: str) -> Identity | None:
        """Give who a login belongs to; None where it has ended or never was.

        Raises:
            DatabaseUnavailableError: If the database cannot be used and the login was not seen in the last minute.
        """
        known = self._known.get(session_id)
        if known is not None and self._now() - known.at < FRESH_SECONDS:
            return known.identity
        reading = self._reads.get(session_id)
        if reading is None:
            reading = self._reads[session_id] = asyncio.ensure_future(self._read_once(session_id))
            reading.add_done_callback(lambda done: self._finish(session_id, done))
        try:
            return await asyncio.shield(reading)
        except DatabaseUnavailableError:
            if known is not None and self._now() - known.at < _TRUSTED_SECONDS:
                return known.identity
            raise

    def forget(self, session_ids: frozenset[str]) -> None:
        """Forget logins that have ended: the next check of each reads the database."""
        for session_id in session_ids:
            self._known.pop(session_id, None)
            # A read that began before the end must not be believed after it.
            self._reads.pop(session_id, None)

    def _finish(self, session_id: str, done: "asyncio.Future[Identity | None]") -> None:
        if self._reads.get(session_id) is done:
            del self._reads[session_id]
        if not done.cancelled():
            done.exception()  # whoever waited has it; nobody may wait any more

    async def _read_once(self, session_id: str) -> Identity | None:
        began = self._now()
        mine = asyncio.current_task()
        found = await self._read(session_id)
        if self._reads.get(session_id) is mine:
            self._known.pop(session_id, None)
            self._known[session_id] = _Known(found, began)
            while len(self._known) > _MOST_KEPT:
                self._known.pop(next(iter(self._known)))
        return found
