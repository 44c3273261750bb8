"""Hints (from the webhook) that a record changed: it is read at once, by its sys_id, and stored as a poll stores it.

A hint proves nothing and moves no cursor: polling remains the authority, and finds whatever a hint missed. So a hint
that cannot be followed is dropped, and a failing ServiceNow is not retried because of hints.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rca_dashboard.background import FailureLog, SingleTask
from rca_dashboard.clock import Clock, Monotonic, utc_now
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.errors import ServiceNowError
from rca_dashboard.servicenow.paging.by_sys_id import pages_of
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.reading import TicketReading
from rca_dashboard.sync.writer import Writer

log = logging.getLogger(__name__)

# A record is read when no hint for it came for this long: one save in ServiceNow often writes a record twice.
QUIET_SECONDS = 0.1
# The same while more than a few records wait: a bulk change repeats its hint for a record only much later, as 1,000
# hints take seconds to arrive, and no reader notices the delay among so many changes.
FEW = 10
BUSY_QUIET_SECONDS = 1.0
# A record with endless hints is still read this often.
LONGEST_WAIT_SECONDS = 10.0
# Between two requests, so that a burst of hints becomes few requests with many records each.
ROUND_SECONDS = 0.1
# Larger bulk changes are left to the next poll, which reads them in pages.
MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class _Wait:
    """When a record was first and last hinted at, in monotonic seconds."""

    first: float
    last: float

    def is_over_at(self, quiet_seconds: float) -> float:
        return min(self.last + quiet_seconds, self.first + LONGEST_WAIT_SECONDS)


class Hints:
    """Follows hints. All methods must be called on the event loop.

    Args:
        client: The instance; its creator closes it.
        writer: Stores tickets; shared with the poller.
        plan: Which tables, and which query a record must match.
        wake: Called after each commit that changed a ticket.
        clock: The local time, for when a change was stored.
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(
        self,
        client: TableClient,
        writer: Writer,
        plan: PollingPlan,
        *,
        wake: Callable[[], None] = lambda: None,
        clock: Clock = utc_now,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._client = client
        self._writer = writer
        self._query = plan.query
        self._wake = wake
        self._clock = clock
        self._monotonic = monotonic
        self._readings = {table: TicketReading(table, client.instance, plan.tables) for table in plan.tables}
        self._waiting: dict[tuple[str, str], _Wait] = {}
        self._running = SingleTask[None]("Reading of hinted records", log)
        self._barred_until = 0.0
        self._failures = FailureLog("Reading of hinted records", log)

    def add(self, table: str, sys_id: str) -> bool:
        """Accept a hint, and read its record soon.

        Args:
            table: One of the plan's.
            sys_id: 32 lower-case hexadecimal digits.

        Returns:
            Whether the hint was accepted; False if too many are waiting.
        """
        now = self._monotonic()
        known = self._waiting.get((table, sys_id))
        if known is None and len(self._waiting) >= MOST_WAITING:
            return False
        self._waiting[table, sys_id] = _Wait(known.first if known else now, now)
        self._running.start(self._follow)
        return True

    async def aclose(self) -> None:
        """Stop; waiting hints are left to the polls."""
        self._waiting.clear()
        await self._running.stop()

    async def _follow(self) -> None:
        while self._waiting:
            now = self._monotonic()
            quiet = QUIET_SECONDS if len(self._waiting) <= FEW else BUSY_QUIET_SECONDS
            due = [key for key, wait in self._waiting.items() if wait.is_over_at(quiet) <= now]
            if not due:
                await asyncio.sleep(quiet / 4)
                continue
            for key in due:
                del self._waiting[key]
            if now >= self._barred_until:
                await self._follow_these(due)
            await asyncio.sleep(max(0.0, now + ROUND_SECONDS - self._monotonic()))

    async def _follow_these(self, due: Sequence[tuple[str, str]]) -> None:
        try:
            for table in dict.fromkeys(table for table, _ in due):
                await self._read(table, [sys_id for name, sys_id in due if name == table])
        except Exception as failure:  # noqa: BLE001 - whatever it is, polling finds what the hints were about
            asked = failure.retry_after_seconds if isinstance(failure, ServiceNowError) else None
            self._barred_until = self._monotonic() + (asked or 0.0)
            self._failures.failed(failure)
        else:
            self._failures.succeeded()

    async def _read(self, table: str, sys_ids: Sequence[str]) -> None:
        async def ask(query: str, limit: int) -> TablePage:
            return await self._client.get_page(table, query, limit=limit)

        async with aclosing(pages_of(ask, self._query, sys_ids)) as pages:
            async for batch, page in pages:
                await self._store(table, frozenset(batch), page)

    async def _store(self, table: str, wanted: frozenset[str], page: TablePage) -> None:
        # Rows that were not requested come if a condition is dropped: they are not what the hint is about.
        tickets = [ticket for ticket in self._readings[table].tickets(page.records) if ticket.sys_id in wanted]
        if not tickets:
            return
        result = await self._writer.store(tickets, origin=Origin.WEBHOOK, at=self._clock(), cursor=None)
        if result.changes:
            self._wake()
