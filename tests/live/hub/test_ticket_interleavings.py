"""Snapshot and wire together show a ticket as it is, whatever comes in which order."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import pytest

from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.detail import ticket_sight
from tests.live.hub.browsers import Desk, TicketReader
from tests.live.hub.ticket_hub import a_hub, look, newer, store
from tests.tickets import make

INTERLEAVINGS = 120


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
