"""Follows the feed for all parts of the insight: reads the tickets that changed, and at first all there are.

What is read is stored in one transaction with how far the feed was followed. A kill at any moment repeats at most one
step, and each step can be repeated: it reads tickets as they are now.
"""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Protocol

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.insight.reading import READ_FIELDS, VERSION, Reading, is_arrival, reading_from, reading_of
from rca_dashboard.insight.slices import in_slices
from rca_dashboard.insight.writing import Writing
from rca_dashboard.store.engine import Database, LeaseLostError
from rca_dashboard.store.feed import changes_after, latest_seq, oldest_seq
from rca_dashboard.store.insight import kept_terms
from rca_dashboard.store.insight.kept_terms import Progress
from rca_dashboard.store.insight.texts import ReadTicket, last_id, opened_of_newest, tickets_below, tickets_named

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
# Nothing promises more than 2 s; the feed's counter costs 0.1 ms.
POLL_SECONDS = 0.5
DEADLINE_SECONDS = 24 * 3600.0
# Of one transaction and of one slice of arrays: some 5 ms each.
_TICKETS_AT_ONCE = 64
_LOADED_AT_ONCE = 256
_CHANGES_AT_ONCE = 200


class Part(Protocol):
    """A part of the insight that takes tickets."""

    def reset(self) -> None:
        """Forget everything: all tickets are loaded again."""
        ...

    def load(self, readings: Sequence[Reading]) -> None:
        """Take tickets from the store, in the order in which they were opened, when the app starts."""
        ...

    def take(self, readings: Sequence[Reading], gone: Sequence[int]) -> None:
        """Take tickets that are new or have changed, and forget others. Called after they are stored."""
        ...


class Follower:
    """Reads tickets for the parts.

    Args:
        database: Holds tickets, feed and terms.
        parts: Take what was read, in this order.
        most: How many of the newest tickets are read.
        writing: The leader writes; the others follow too, and write nothing.
    """

    def __init__(self, database: Database, parts: Sequence[Part], most: int, writing: Writing) -> None:
        self._database = database
        self._parts = parts
        self._most = most
        self._progress = Progress()
        self._writing = writing
        self._is_loaded = False
        self._failures = FailureLog("Insight", logger)
        self.lock = asyncio.Lock()

    @property
    def is_complete(self) -> bool:
        """Whether all tickets have been read once."""
        return self._is_loaded and self._progress.version == VERSION and self._progress.below == 0

    @property
    def seq(self) -> int:
        """The last change that was taken."""
        return self._progress.seq

    async def run(self) -> None:
        """Follow until cancelled. A database outage is logged once when it starts and once when it ends."""
        await run_forever(
            self.step,
            self._failures,
            wait=lambda: asyncio.sleep(POLL_SECONDS),
            retry_seconds=RETRY_SECONDS,
            deadline_seconds=DEADLINE_SECONDS,
        )

    async def step(self) -> None:
        """Take everything that has happened, and read what has not been read yet."""
        async with self.lock:
            try:
                await self._step()
            except LeaseLostError:
                self.lose_lease()

    def lose_lease(self) -> None:
        """Follow from now on: a write was refused, and what was found with it is read from the store again."""
        self._writing.lose()
        self._is_loaded = False

    async def _step(self) -> None:
        if self._writing.follow():
            # What this worker has not written, its predecessor has, or not: the store decides.
            self._is_loaded = False
        if not self._is_loaded:
            await in_slices(self._load())
        await in_slices(self._follow())
        while not self.is_complete:
            await in_slices(self._build_some())
            await in_slices(self._follow())

    def _load(self) -> Iterator[None]:
        """Take what is stored, or begin at the beginning."""
        for part in self._parts:
            part.reset()
        progress = kept_terms.progress_of(self._database)
        yield
        if progress.version != VERSION or oldest_seq(self._database) > progress.seq + 1:
            progress = self._beginning()
            if self._writing.is_allowed:
                kept_terms.forget_all(self._writing.database, progress)
        opened, ticket = -1, -1
        while kept := kept_terms.kept_after(self._database, opened, ticket, _LOADED_AT_ONCE):
            readings = [reading_from(each) for each in kept]
            for part in self._parts:
                part.load(readings)
                yield
            opened, ticket = kept[-1].opened, kept[-1].id
        self._progress, self._is_loaded = progress, True

    def _beginning(self) -> Progress:
        seq = latest_seq(self._database)
        since = opened_of_newest(self._database, self._most)
        return Progress(version=VERSION, seq=seq, below=last_id(self._database) + 1, since=since)

    def _build_some(self) -> Iterator[None]:
        """Read the next tickets, newest first, until the feed should be looked at again."""
        until = time.monotonic() + POLL_SECONDS
        while self._progress.below and time.monotonic() < until:
            tickets = tickets_below(self._database, self._progress.below, _TICKETS_AT_ONCE)
            yield
            readings: list[Reading] = []
            for ticket in tickets:
                if ticket.opened >= self._progress.since:
                    readings.append(reading_of(ticket))
                    yield
            below = tickets[-1].id if len(tickets) == _TICKETS_AT_ONCE else 0
            yield from self._take(readings, (), self._at(below=below))

    def _follow(self) -> Iterator[None]:
        """Take the changes of the feed since the last step."""
        while changes := changes_after(self._database, self._progress.seq, _CHANGES_AT_ONCE):
            yield
            arrivals = {change.sys_id: change for change in changes if is_arrival(change)}
            concerned = list(dict.fromkeys(change.sys_id for change in changes if _is_read(change)))
            for start in range(0, len(concerned), _TICKETS_AT_ONCE):
                tickets = tickets_named(self._database, concerned[start : start + _TICKETS_AT_ONCE])
                yield
                yield from self._take_changed(tickets, arrivals)
            yield from self._take((), (), self._at(seq=changes[-1].seq))

    def _take_changed(self, tickets: Sequence[ReadTicket], arrivals: dict[str, Change]) -> Iterator[None]:
        readings: list[Reading] = []
        for ticket in sorted(tickets, key=lambda each: (each.opened, each.id)):
            if not ticket.is_deleted:
                arrival = arrivals.get(ticket.sys_id)
                readings.append(reading_of(ticket, arrival, is_known=arrival is None))
                yield
        yield from self._take(readings, [each.id for each in tickets if each.is_deleted], self._progress)

    def _take(self, readings: Sequence[Reading], gone: Sequence[int], progress: Progress) -> Iterator[None]:
        if self._writing.is_allowed and (readings or gone or progress != self._progress):
            kept_terms.keep(self._writing.database, [each.kept() for each in readings], gone, progress)
        self._progress = progress
        yield
        for part in self._parts if readings or gone else ():
            part.take(readings, gone)
            yield

    def _at(self, *, seq: int | None = None, below: int | None = None) -> Progress:
        now = self._progress
        return Progress(
            version=now.version,
            seq=now.seq if seq is None else seq,
            below=now.below if below is None else below,
            since=now.since,
        )


def _is_read(change: Change) -> bool:
    return is_arrival(change) or not READ_FIELDS.isdisjoint(change.changes)
