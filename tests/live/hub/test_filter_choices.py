"""The filter menus offer the values of the tickets, soon after they change."""

import asyncio
import random
import time
from collections.abc import AsyncIterator

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.live.hub import filter_choices as offered_choices
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.messages import PollView
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import FilterChoices
from rca_dashboard.store.tickets.upsert import upsert
from tests.live.hub.browsers import Desk
from tests.tickets import NOON, make

PATIENCE = 5.0


class CountingReader(StoreReader):
    reads = 0
    waits = 0.0

    async def choices(self) -> FilterChoices:
        self.reads += 1
        await asyncio.sleep(self.waits)
        return await super().choices()


@pytest.fixture
def desk() -> Desk:
    return Desk(random.Random(0))


@pytest.fixture
def reader(database: Database) -> CountingReader:
    return CountingReader(database)


@pytest.fixture
async def relay(reader: CountingReader, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MemoryRelay]:
    """A running hub's, whose heartbeat is far away."""
    monkeypatch.setattr(offered_choices, "SHORTEST_SECONDS", 0.5)
    made = MemoryRelay()
    running = asyncio.create_task(Hub(reader, desk, made, PollView).run())
    while not reader.reads:
        made.wake()
        await asyncio.sleep(0.01)
    yield made
    running.cancel()


async def offered(desk: Desk, status: str) -> None:
    """Wait until a status is offered."""
    ends = time.monotonic() + PATIENCE
    while not desk.offered or status not in dict(desk.offered[-1].status):
        assert time.monotonic() < ends, desk.offered
        await asyncio.sleep(0.01)


async def test_what_changes_soon_after_they_were_read_is_offered_before_the_next_heartbeat(
    database: Database, desk: Desk, relay: MemoryRelay
) -> None:
    for number, status in enumerate(("New", "On Hold", "Closed"), start=1):
        upsert(database, [make(number, status=status)], origin=Origin.POLL, at=NOON)
        relay.wake()
        await offered(desk, status)


async def test_a_storm_of_changes_reads_them_seldom_and_a_quiet_feed_never(
    database: Database, desk: Desk, reader: CountingReader, relay: MemoryRelay
) -> None:
    began, before = time.monotonic(), reader.reads
    for number in range(1, 9):
        upsert(database, [make(number, status=f"Status {number}")], origin=Origin.POLL, at=NOON)
        relay.wake()
        await asyncio.sleep(0.1)
    await offered(desk, "Status 8")
    read = reader.reads
    assert read - before <= 1 + (time.monotonic() - began) / 0.5
    relay.wake()
    await asyncio.sleep(1.2)
    assert reader.reads == read


async def test_one_read_that_had_to_wait_for_a_busy_machine_puts_off_the_next_by_seconds_alone(
    database: Database, desk: Desk, reader: CountingReader, relay: MemoryRelay
) -> None:
    reader.waits = 0.1
    for number, status in enumerate(("New", "On Hold"), start=1):
        upsert(database, [make(number, status=status)], origin=Origin.POLL, at=NOON)
        relay.wake()
        await offered(desk, status)
        reader.waits = 0.0
