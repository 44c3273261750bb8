"""Hints that arrive at any worker: followed by the leader, and sent there if it is another worker.

Hints of a tenth of a second travel as one wake-up. One that is lost is found by the next poll.
"""

import asyncio
import logging

from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.wake_ups import MOST_BYTES, Topic, announce
from rca_dashboard.sync.polling.hints import MOST_WAITING
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.workers.leadership import Leadership

logger = logging.getLogger(__name__)

TOGETHER_SECONDS = 0.1


class HintRelay:
    """Takes hints. All methods must be called on the event loop.

    Args:
        leadership: Says which worker leads.
        database: Carries wake-ups.
    """

    def __init__(self, leadership: Leadership, database: Database) -> None:
        self._leadership = leadership
        self._database = database
        self._waiting: dict[str, None] = {}
        self._sending: asyncio.Task[None] | None = None

    def add(self, table: str, sys_id: str) -> bool:
        """Take a hint; return False if too many are waiting. See ``Hints.add``."""
        if (leader := self._leadership.leader) is not None:
            return leader.hints.add(table, sys_id)
        hint = f"{table}:{sys_id}"
        if hint not in self._waiting and len(self._waiting) >= MOST_WAITING:
            return False
        self._waiting[hint] = None
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send(), name="send hints to the leader")
        return True

    def receive(self, payload: str) -> None:
        """Follow hints that another worker took, if this one leads."""
        if (leader := self._leadership.leader) is not None:
            for hint in payload.split(","):
                table, _, sys_id = hint.partition(":")
                leader.hints.add(table, sys_id)

    async def _send(self) -> None:
        while self._waiting:
            await asyncio.sleep(TOGETHER_SECONDS)
            hints, self._waiting = list(self._waiting), {}
            try:
                await in_thread(_announce, self._database, hints)
            except DatabaseUnavailableError as error:
                logger.debug("Hints are left to the next poll: %s", error)


def _announce(database: Database, hints: list[str]) -> None:
    with database.write() as session:
        for payload in _payloads(hints):
            announce(session.connection(), Topic.HINTS, payload)


def _payloads(hints: list[str]) -> list[str]:
    payloads = [""]
    for hint in hints:
        if len(payloads[-1]) + len(hint) + 1 > MOST_BYTES:
            payloads.append("")
        payloads[-1] += f",{hint}" if payloads[-1] else hint
    return payloads
