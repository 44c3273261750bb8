"""Snapshot and pushes together show the current ticket in any order of events, in the shipped JavaScript."""

import asyncio
import json
import random
from collections.abc import Coroutine
from typing import Any

import pytest
from reflex_base.utils.format import json_dumps

from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.detail import ticket_sight
from tests.live.hub.browser_player import BrowserPlayer
from tests.live.hub.browsers import Desk, TicketReader
from tests.live.hub.ticket_hub import a_hub, look, newer, store
from tests.tickets import make

INTERLEAVINGS = 120


async def one_interleaving(
    seed: int, database: Database, tickets: dict[int, Ticket]
) -> list[tuple[TicketReader, TicketDetail]]:
    """Return the readers with the fresh read that each has to show."""
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
    return [(reader, ticket_sight(database, reader.key).detail) for reader in readers if reader.ticket is not None]


@pytest.mark.slow  # random interleavings on a database, 5 s
async def test_snapshot_and_wire_together_equal_a_fresh_read(database: Database) -> None:
    tickets: dict[int, Ticket] = {}
    with BrowserPlayer() as player:
        for seed in range(INTERLEAVINGS):
            ended = await one_interleaving(seed, database, tickets)
            played = player.play_tickets(reader.wire for reader, _ in ended)
            for (_, fresh), shown in zip(ended, played, strict=True):
                assert on_screen(shown, fresh) == plain(fresh), f"seed {seed} does not converge"


def plain(ticket: TicketDetail) -> dict[str, Any]:
    """Return a ticket as it goes over the wire, without what no reader sees of it."""
    values = json.loads(json_dumps(ticket))
    for group in values["groups"]:  # empty fields stand apart from their groups
        group["fields"] = [field for field in group["fields"] if field["value"]["text"] or field["value"]["at"]]
    values["groups"] = [group for group in values["groups"] if group["fields"]]
    return {name: value for name, value in values.items() if name not in {"rev", "boot"}}


def on_screen(shown: dict[str, Any], fresh: TicketDetail) -> dict[str, Any]:
    """Return the same of a ticket in a browser: without its marks, and without older changes that it has kept."""
    for field in (*(field for group in shown["groups"] for field in group["fields"]), *shown["others"]):
        del field["is_changed"]
    for entry in shown["activity"]:
        del entry["is_new"]
    shown["activity"] = shown["activity"][: len(fresh.activity)]
    return {name: shown[name] for name in plain(fresh)}
