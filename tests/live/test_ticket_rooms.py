"""The rooms of open tickets: join, then snapshot; one read for all readers; no change is missed."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rca_dashboard.domain.change import Origin
from rca_dashboard.domain.ticket import Reference, Ticket
from rca_dashboard.live.hub import Hub
from rca_dashboard.live.messages import PollView
from rca_dashboard.live.relay import MemoryRelay
from rca_dashboard.live.store_reader import StoreReader
from rca_dashboard.live.ticket_address import ticket_asked_for
from rca_dashboard.store.deletions import mark_deleted
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.history import TicketSight, ticket_sight
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.upsert import upsert
from tests.live.browsers import Desk, TicketReader
from tests.tickets import NOON, make

INTERLEAVINGS = 120


class UnevenReader(StoreReader):
    """The real store, answering after a random number of turns of the loop, or not at all."""

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__(database)
        self._desk = desk
        self._real_database = database
        self.reads = 0
        self.fails = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def ticket(self, key: str) -> TicketSight:
        self.reads += 1
        await self._desk.pause()
        if self.fails:
            message = "The database cannot be reached."
            raise DatabaseUnavailableError(message)
        sight = ticket_sight(self._real_database, key)
        await self._desk.pause()
        await self.answers.wait()
        return sight


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/tickets.db")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def desk() -> Desk:
    return Desk(random.Random(0))


def a_hub(database: Database, desk: Desk) -> tuple[Hub, UnevenReader]:
    reader = UnevenReader(database, desk)
    return Hub(reader, desk, MemoryRelay(), PollView), reader


async def look(desk: Desk, hub: Hub, reader: TicketReader, asked: str) -> None:
    """Load a ticket's page as ``live.join`` does: enter the room, read, and let the event's own delta carry it."""
    for readers in desk.ticket_rooms.values():
        readers.discard(reader)
    reader.key = await hub.tickets.key_of(asked)
    desk.ticket_rooms.setdefault(reader.key, set()).add(reader)
    await desk.pause()
    await hub.tickets.open(reader.key)
    snapshot = hub.tickets.detail(reader.key)
    await desk.pause()
    if reader.key == snapshot.key:
        reader.receive(snapshot)


def store(database: Database, *tickets: Ticket) -> None:
    upsert(database, tickets, origin=Origin.POLL, at=datetime.now(UTC))


def newer(ticket: Ticket, **special: object) -> Ticket:
    count = ticket.mod_count + 1
    return replace(ticket, mod_count=count, updated_at=NOON + timedelta(seconds=count), **special)


async def test_a_change_is_read_once_and_sent_once_to_all_readers(database: Database, desk: Desk) -> None:
    store(database, make(1))
    hub, reader = a_hub(database, desk)
    await hub.tick()
    readers = [TicketReader() for _ in range(5)]
    for each in readers:
        await look(desk, hub, each, "INC0000001")
    assert reader.reads == 1
    store(database, newer(make(1), short_description="changed"))
    await hub.tick()
    assert (reader.reads, desk.tickets) == (2, 1)
    assert {each.ticket.short_description for each in readers if each.ticket} == {"changed"}


async def test_a_change_of_another_ticket_reads_nothing(database: Database, desk: Desk) -> None:
    store(database, make(1), make(2))
    hub, reader = a_hub(database, desk)
    await hub.tick()
    await look(desk, hub, TicketReader(), "INC0000001")
    store(database, newer(make(2), short_description="changed"), *(make(place) for place in range(3, 50)))
    await hub.tick()
    assert (reader.reads, desk.tickets) == (1, 0)


async def test_a_related_ticket_that_changes_or_comes_is_shown(database: Database, desk: Desk) -> None:
    problem = Reference("p" * 32, "PRB0040001")
    store(database, make(1, problem=problem), make(2, problem=problem))
    hub, _ = a_hub(database, desk)
    await hub.tick()
    reader = TicketReader()
    await look(desk, hub, reader, "INC0000001")
    store(database, newer(make(2, problem=problem), status="Closed"), make(3, problem=problem))
    await hub.tick()
    assert reader.ticket
    (group,) = [group for group in reader.ticket.related if group.title.startswith("Others")]
    assert [(each.name, each.status) for each in group.tickets] == [("INC0000003", "New"), ("INC0000002", "Closed")]


async def test_a_number_that_nobody_knew_shows_its_ticket_when_it_comes(database: Database, desk: Desk) -> None:
    hub, _ = a_hub(database, desk)
    await hub.tick()
    reader = TicketReader()
    await look(desk, hub, reader, "INC0000009")
    assert reader.ticket is not None
    assert not reader.ticket.is_known
    store(database, make(9))
    await hub.tick()
    assert reader.ticket.is_known
    mark_deleted(database, [reader.ticket.sys_id], origin=Origin.POLL, at=NOON)
    await hub.tick()
    assert reader.ticket.is_deleted


async def test_a_heartbeat_names_the_rev_and_forgets_tickets_without_readers(database: Database, desk: Desk) -> None:
    store(database, make(1))
    hub, reader = a_hub(database, desk)
    await hub.tick()
    one = TicketReader()
    await look(desk, hub, one, "INC0000001")
    await hub.beat()
    assert not one.wants_resync
    one.ticket = replace(one.ticket or hub.tickets.detail(one.key), rev=0)
    await hub.beat()
    assert one.wants_resync
    desk.ticket_rooms.clear()
    await hub.beat()
    assert hub.tickets.detail(one.key).rev == -1
    assert reader.reads == 1


async def test_an_outage_of_the_database_loses_no_change(database: Database, desk: Desk) -> None:
    store(database, make(1))
    hub, uneven = a_hub(database, desk)
    await hub.tick()
    reader, late = TicketReader(), TicketReader()
    await look(desk, hub, reader, "INC0000001")
    uneven.fails = True
    store(database, newer(make(1), short_description="changed"), make(2))
    with pytest.raises(DatabaseUnavailableError):
        await hub.tick()
    with pytest.raises(DatabaseUnavailableError):
        await look(desk, hub, late, "INC0000002")
    uneven.fails = False
    await hub.tick()
    assert [each.ticket.short_description for each in (reader, late) if each.ticket] == [
        "changed",
        "Printer 2 is on fire",
    ]


async def test_who_comes_back_to_a_ticket_that_nobody_followed_sees_it_as_it_is(database: Database, desk: Desk) -> None:
    store(database, make(1))
    hub, _ = a_hub(database, desk)
    await hub.tick()
    reader = TicketReader()
    await look(desk, hub, reader, "INC0000001")
    desk.ticket_rooms.clear()
    store(database, newer(make(1), short_description="changed"))
    await hub.tick()
    await look(desk, hub, reader, "INC0000001")
    assert reader.ticket
    assert reader.ticket.short_description == "changed"


@pytest.mark.parametrize("first_leaves", [False, True])
async def test_a_change_during_the_first_read_is_not_missed(
    database: Database, desk: Desk, *, first_leaves: bool
) -> None:
    store(database, make(1))
    hub, uneven = a_hub(database, desk)
    await hub.tick()
    uneven.answers.clear()
    first, second = TicketReader(), TicketReader()
    looks = [asyncio.create_task(look(desk, hub, each, "INC0000001")) for each in (first, second)]
    await asyncio.sleep(0.05)  # the first read has seen the store, and has not answered
    store(database, newer(make(1), short_description="changed"))
    tick = asyncio.create_task(hub.tick())
    await asyncio.sleep(0.05)
    if first_leaves:
        looks[0].cancel()
        desk.ticket_rooms[first.key].discard(first)
    uneven.answers.set()
    await asyncio.gather(tick, *looks, return_exceptions=True)
    assert second.ticket
    assert second.ticket.short_description == "changed"


async def one_interleaving(seed: int, database: Database, tickets: dict[int, Ticket]) -> None:
    chance = random.Random(seed)
    desk = Desk(chance)
    hub, _ = a_hub(database, desk)
    await hub.tick()
    readers = [TicketReader() for _ in range(3)]
    under_way: set[asyncio.Task[None]] = set()
    # Ticks follow one another, as in the hub's own loop, and so do one browser's page loads; all else runs at once.
    turns = {each: asyncio.Lock() for each in (*readers, hub)}

    async def in_turn(whose: object, doing: Coroutine[Any, Any, None]) -> None:
        async with turns[whose]:
            await doing

    for _ in range(chance.randint(4, 14)):
        match chance.choice(("write", "write", "tick", "look", "wait", "beat")):
            case "write":
                place = chance.randrange(6)
                problem = chance.choice((None, Reference("p1", "PRB1"), Reference(f"{3:032x}", "INC3")))
                kept = tickets.get(place)
                text = f"version {seed}"
                tickets[place] = (
                    newer(kept, short_description=text, problem=problem) if kept else make(place, problem=problem)
                )
                store(database, tickets[place])
            case "tick":
                under_way.add(asyncio.create_task(in_turn(hub, hub.tick())))
            case "look":
                reader = chance.choice(readers)
                looking = look(desk, hub, reader, f"INC{chance.randrange(8):07}")
                under_way.add(asyncio.create_task(in_turn(reader, looking)))
            case "beat":
                await hub.beat()
            case _:
                await desk.pause()
    await asyncio.gather(*under_way)
    await hub.tick()
    for reader in readers:
        if reader.ticket is not None:
            fresh = ticket_sight(database, reader.key).detail
            assert reader.ticket.shows_the_same_as(fresh), (reader.ticket, fresh)


async def test_snapshot_and_wire_together_equal_a_fresh_read(database: Database) -> None:
    tickets: dict[int, Ticket] = {}
    for seed in range(INTERLEAVINGS):
        try:
            await one_interleaving(seed, database, tickets)
        except (AssertionError, TimeoutError) as error:
            pytest.fail(f"seed {seed} does not converge: {error!r}")


@pytest.mark.parametrize(
    ("path", "parameters", "asked"),
    [
        ("/tickets/INC0000001", {}, "INC0000001"),
        ("/tickets/INC0000001/", {"ticket": "other"}, "INC0000001"),
        ("/tickets/a%2Fb", {}, "a/b"),
        ("/tickets/" + "x" * 101, {}, ""),
        ("/", {"ticket": "INC0000001"}, "INC0000001"),
        ("/", {"ticket": " "}, ""),
        ("/", {}, ""),
        ("/settings", {"ticket": "INC0000001"}, ""),
    ],
)
def test_an_address_names_a_ticket(path: str, parameters: dict[str, str], asked: str) -> None:
    address = SimpleNamespace(path=path, query_parameters=parameters)
    assert ticket_asked_for(address, on_list=path == "/") == asked
