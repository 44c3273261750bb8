"""A hub whose tickets are read from the real store with varying delays, and browsers that show them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.messages import PollView
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.tickets.detail import TicketSight, ticket_sight
from rca_dashboard.store.tickets.upsert import upsert
from tests.live.hub.browsers import Desk, TicketReader
from tests.tickets import NOON


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


def a_hub(database: Database, desk: Desk) -> tuple[Hub, UnevenReader]:
    """Return a hub, and the reader behind it."""
    reader = UnevenReader(database, desk)
    return Hub(reader, desk, MemoryRelay(), PollView), reader


async def look(desk: Desk, hub: Hub, reader: TicketReader, asked: str) -> None:
    """Load a ticket's page as ``live.join`` does: enter the room, read, and let the event's own delta carry it."""
    for readers in desk.ticket_rooms.values():
        readers.discard(reader)
    reader.wire.append(asked)
    reader.key = await hub.tickets.key_of(asked)
    desk.ticket_rooms.setdefault(reader.key, set()).add(reader)
    await desk.pause()
    await hub.tickets.open(reader.key)
    snapshot = hub.tickets.detail(reader.key)
    # What is pushed meanwhile overtakes the answer.
    await desk.pause(longest=40)
    if reader.key == snapshot.key:
        reader.wire.append(snapshot)


def store(database: Database, *tickets: Ticket) -> None:
    """Write down what a poll brought."""
    upsert(database, tickets, origin=Origin.POLL, at=datetime.now(UTC))


def newer(ticket: Ticket, **special: object) -> Ticket:
    """Return the next version of a ticket."""
    count = ticket.mod_count + 1
    return replace(ticket, mod_count=count, updated_at=NOON + timedelta(seconds=count), **special)
