"""The open sockets of this worker: how many each user has, and closing those of a session."""

import asyncio
import random
from collections.abc import Coroutine, Mapping

from starlette.types import Receive, Scope, Send

from rca_dashboard.access.sockets.open_socket import POLICY, OpenSocket
from rca_dashboard.access.sockets.prepared_frames import writer_of

# "Service restart" in the registry of close codes: the page connects again after a moment of its own.
RESTART = 1012
# The frame that redirects the page to the login is sent first.
_LAST_WORDS_SECONDS = 0.5


class OpenSockets:
    """All open sockets of this worker.

    Args:
        most_for_one: The limit of open sockets per user; 0 means no limit.
        messages_per_second: The limit for each socket; 0 means no limit.
    """

    def __init__(self, *, most_for_one: int = 0, messages_per_second: float = 0) -> None:
        self._most_for_one = most_for_one
        self._messages_per_second = messages_per_second
        self._by_owner: dict[str, set[OpenSocket]] = {}
        self._elsewhere: Mapping[str, int] = {}
        self._ends: set[asyncio.Task[None]] = set()

    def open(self, scope: Scope, owner: str, session_id: str, receive: Receive, send: Send) -> OpenSocket | None:
        """Count a socket that is about to open; return None if its owner has reached the limit."""
        mine = self._by_owner.setdefault(owner, set())
        if self._most_for_one and len(mine) + self._elsewhere.get(owner, 0) >= self._most_for_one:
            return None
        pace, writer = self._messages_per_second, writer_of(scope)
        opened = OpenSocket(owner, session_id, receive, send, writer=writer, messages_per_second=pace)
        mine.add(opened)
        return opened

    def counts(self) -> dict[str, int]:
        """Return how many sockets each user has open in this worker."""
        return {owner: len(mine) for owner, mine in self._by_owner.items() if mine}

    def count_elsewhere(self, counts: Mapping[str, int]) -> None:
        """Take how many sockets each user has open in other workers: the limit holds for all of them together."""
        self._elsewhere = counts

    def forget(self, opened: OpenSocket) -> None:
        """Stop counting a socket, after its app has ended."""
        opened.let_go()
        mine = self._by_owner.get(opened.owner, set())
        mine.discard(opened)
        if not mine:
            self._by_owner.pop(opened.owner, None)

    def sessions(self) -> frozenset[str]:
        """Return the sessions with an open socket."""
        return frozenset(each.session_id for each in self._all() if each.session_id)

    async def close_sessions(self, session_ids: frozenset[str]) -> None:
        """Close the sockets of ended sessions, after time for a last frame."""
        ended = [each for each in self._all() if each.session_id in session_ids]
        if ended:
            self._begin(_close(ended, POLICY, after=_LAST_WORDS_SECONDS))

    def shed(self, count: int) -> None:
        """Close some sockets, whichever, as a restart does: their pages connect again, and mostly at another worker."""
        every = self._all()
        self._begin(_close(random.sample(every, min(count, len(every))), RESTART))

    async def close_all(self) -> None:
        """Close every socket of a login: its page connects again, and then sees what its user may see now."""
        await self.close_sessions(self.sessions())

    def _begin(self, closing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(closing, name="close sockets")
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)

    def _all(self) -> list[OpenSocket]:
        return [each for mine in self._by_owner.values() for each in mine]


async def _close(ended: list[OpenSocket], code: int, *, after: float = 0) -> None:
    await asyncio.sleep(after)
    await asyncio.gather(*(each.close(code) for each in ended))
