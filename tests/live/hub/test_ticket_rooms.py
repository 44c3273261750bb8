"""The rooms of open tickets: join, then snapshot; one read for all browsers; no change is missed."""

import asyncio
import random

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.live.hub.browsers import Desk, TicketReader
from tests.live.hub.ticket_hub import a_hub, look, newer, store
from tests.tickets import NOON, make


@pytest.fixture
def desk() -> Desk:
    return Desk(random.Random(0))


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
    (group,) = [group for group in reader.ticket.related if group.title.startswith("Other tickets")]
    assert [(each.name, each.status) for each in group.tickets] == [("INC0000003", "New"), ("INC0000002", "Closed")]


async def test_an_unknown_number_shows_its_ticket_when_it_arrives(database: Database, desk: Desk) -> None:
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
    assert one.ticket
    assert (one.pulse.key, one.pulse.boot, one.pulse.rev) == (one.key, one.ticket.boot, one.ticket.rev)
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
    await hub.tick()
    with pytest.raises(DatabaseUnavailableError):
        await look(desk, hub, late, "INC0000002")
    uneven.fails = False
    await hub.tick()
    assert [each.ticket.short_description for each in (reader, late) if each.ticket] == [
        "changed",
        "Printer 2 is on fire",
    ]


async def test_a_browser_that_returns_to_an_unfollowed_ticket_sees_its_current_state(
    database: Database, desk: Desk
) -> None:
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
