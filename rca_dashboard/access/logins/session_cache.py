"""A short-lived cache of sessions: a check costs a look-up in memory, and rarely a share of a database read."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from rca_dashboard.access.identity import Identity
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Monotonic
from rca_dashboard.store.engine import DatabaseUnavailableError

FRESH_SECONDS = 2.0
# While the database is down no session can be ended in it either; known sessions stay valid for a minute.
_TRUSTED_SECONDS = 60.0
_MOST_KEPT = 20_000
# Reading one session costs 0.7 ms of CPU, most of it for the round trip; each further one in the batch 0.01 ms. After
# a restart all browsers come back at once, and 5 ms go unnoticed.
_TOGETHER_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class _Known:
    identity: Identity | None
    at: float


class KnownSessions:
    """Caches the identities of sessions for two seconds; reads are batched, with at most one in flight per session.

    Args:
        read: Returns the identities of the valid sessions among these ids from the database.
        now: A monotonic clock in seconds.
    """

    def __init__(
        self,
        read: Callable[[Collection[str]], Awaitable[Mapping[str, Identity]]],
        now: Monotonic = time.monotonic,
    ) -> None:
        self._read = read
        self._now = now
        self._known: dict[str, _Known] = {}
        self._answers: dict[str, asyncio.Future[Identity | None]] = {}
        # Those whose read has not started.
        self._asked: dict[str, asyncio.Future[Identity | None]] = {}
        self._reads: set[asyncio.Task[None]] = set()
        self._is_failing = False

    async def identity(self, session_id: str) -> Identity | None:
        """Return the identity of a session, or None if it has ended or never existed.

        Once a read has failed, nobody who is known waits for the next: each may take as long as a lock may, 5 s.

        Raises:
            DatabaseUnavailableError: If the database is unavailable and the session was not seen in the last minute.
        """
        known = self._known.get(session_id)
        if known is not None and self._now() - known.at < FRESH_SECONDS:
            return known.identity
        trusted = known if known is not None and self._now() - known.at < _TRUSTED_SECONDS else None
        answer = self._answers.get(session_id) or self._ask(session_id)
        if self._is_failing and trusted:
            return trusted.identity
        try:
            return await asyncio.shield(answer)
        except DatabaseUnavailableError:
            if trusted:
                return trusted.identity
            raise

    def forget(self, session_ids: frozenset[str]) -> None:
        """Drop ended sessions from the cache: the next check of each reads the database."""
        for session_id in session_ids:
            self._known.pop(session_id, None)
            # The result of a read that started before the end must not be used after it.
            if session_id not in self._asked:
                self._answers.pop(session_id, None)

    def forget_user(self, username: str) -> None:
        """Drop what is known of a user; what is being read may be older than the change, and is not kept either."""
        owner = account_key(username)
        theirs = {
            session_id
            for session_id, known in self._known.items()
            if known.identity and account_key(known.identity.username) == owner
        }
        self.forget(frozenset(theirs | self._answers.keys()))

    def _ask(self, session_id: str) -> "asyncio.Future[Identity | None]":
        answer: asyncio.Future[Identity | None] = asyncio.get_running_loop().create_future()
        self._answers[session_id] = self._asked[session_id] = answer
        if len(self._asked) == 1:
            reading = asyncio.create_task(self._read_together(), name="read logins")
            self._reads.add(reading)
            reading.add_done_callback(self._reads.discard)
        return answer

    async def _read_together(self) -> None:
        await asyncio.sleep(_TOGETHER_SECONDS)
        asked, self._asked = self._asked, {}
        began = self._now()
        try:
            found = await self._read(asked.keys())
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits
            self._is_failing = True
            for session_id, answer in asked.items():
                self._settle(session_id, answer)
                answer.set_exception(error)
                answer.exception()  # there may be no waiter left
            return
        self._is_failing = False
        for session_id, answer in asked.items():
            if self._settle(session_id, answer):
                self._remember(session_id, _Known(found.get(session_id), began))
            answer.set_result(found.get(session_id))

    def _settle(self, session_id: str, answer: "asyncio.Future[Identity | None]") -> bool:
        """Close the read to new callers; return whether the session has not been ended since it started."""
        if self._answers.get(session_id) is not answer:
            return False
        del self._answers[session_id]
        return True

    def _remember(self, session_id: str, known: _Known) -> None:
        self._known.pop(session_id, None)
        self._known[session_id] = known
        while len(self._known) > _MOST_KEPT:
            self._known.pop(next(iter(self._known)))
