"""The insight of one worker: its parts, started and asked together."""

import asyncio
import logging
from dataclasses import dataclass

from rca_dashboard.background import FailureLog, every, run_forever
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.insight.follower import Follower
from rca_dashboard.insight.similar import SimilarTickets, similar_to
from rca_dashboard.insight.slices import in_slices
from rca_dashboard.insight.ticket_index import MOST_TICKETS, TicketIndex
from rca_dashboard.store.engine import Database

logger = logging.getLogger(__name__)

_UPKEEP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class IndexFigures:
    """What the index holds and costs, for the operations page.

    Attributes:
        tickets: How many tickets it holds.
        megabytes: The memory of its arrays.
        is_complete: All tickets have been read.
        seq: The last change that it has taken.
        pairs: How many random pairs were compared.
        cpu_seconds: The processor time spent on it since the start.
    """

    tickets: int = 0
    megabytes: float = 0.0
    is_complete: bool = False
    seq: int = 0
    pairs: int = 0
    cpu_seconds: float = 0.0


class Insight:
    """Similar tickets, clusters and bursts.

    Args:
        database: The store.
        most_tickets: How many of the newest tickets are searched.
    """

    def __init__(self, database: Database, *, most_tickets: int = MOST_TICKETS) -> None:
        self._database = database
        self._index = TicketIndex(database, most_tickets)
        self.follower = Follower(database, (self._index,), most_tickets)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        upkeep = run_forever(
            self._upkeep, FailureLog("Upkeep of the insight", logger), wait=every(_UPKEEP_SECONDS), retry_seconds=None
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(self.follower.run(), name="insight follower")
            group.create_task(upkeep, name="insight upkeep")

    def similar(self, ticket: Ticket) -> SimilarTickets:
        """Return the tickets that are like one; blocks for some milliseconds."""
        return similar_to(self._database, self.index, ticket)

    @property
    def index(self) -> TicketIndex:
        """The index of similar tickets."""
        index = self._index
        index.is_complete = self.follower.is_complete
        return index

    def figures(self) -> IndexFigures:
        """Return what the index holds and costs."""
        index = self.index
        return IndexFigures(
            tickets=len(index.likeness),
            megabytes=index.likeness.bytes / 1e6,
            is_complete=self.follower.is_complete,
            seq=self.follower.seq,
            pairs=index.chance.pairs,
            cpu_seconds=index.seconds_spent,
        )

    async def refresh_chance(self) -> None:
        """Compare random pairs again, if the desk has grown."""
        if self._index.needs_chance:
            await in_slices(self._index.sample())

    async def _upkeep(self) -> None:
        await self.refresh_chance()
