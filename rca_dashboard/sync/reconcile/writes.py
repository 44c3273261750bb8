"""What a reconcile writes: tickets that it read, and marks on those that are gone, each counted in its tally."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.clock import Clock
from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.sync.reading import TicketReading
from rca_dashboard.sync.reconcile.requests import ReconcileTally
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.writer import Writer

# A page's worth: a poll does not wait for more.
_MARKS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Writes for one table.

    Attributes:
        writer: Stores tickets; the poller's.
        reading: Turns records into tickets.
        tally: What was found, added to as it is stored.
        on_progress: Called when something was compared or stored.
        now: Our clock.
    """

    writer: Writer
    reading: TicketReading
    tally: ReconcileTally
    on_progress: Callable[[], None]
    now: Clock

    async def store(
        self,
        records: Sequence[JsonObject],
        *,
        polled_until: datetime,
        made_anew: Collection[str] = (),
        among: Collection[str] | None = None,
    ) -> None:
        """Store what was read.

        Args:
            records: As they came.
            polled_until: What was updated later, polling would have brought, and is no silent update.
            made_anew: Those that were deleted and made again: their versions begin anew.
            among: The sys_ids that may be stored; None for all.
        """
        tickets = [
            ticket
            for ticket in await in_thread(self.reading.tickets, records)
            if among is None or ticket.sys_id in among
        ]
        again = [ticket.sys_id for ticket in tickets if ticket.sys_id in made_anew]
        if again:
            await in_thread(mark_deleted, self.writer.database, again, origin=Origin.POLL, at=self.now())
        result = await self.writer.store(tickets, origin=Origin.POLL, at=self.now(), cursor=None)
        recent = {ticket.sys_id for ticket in tickets if ticket.updated_at and ticket.updated_at >= polled_until}
        self.tally.silent += len({change.sys_id for change in result.changes} - recent)
        if result.changes:
            self.on_progress()

    async def mark(self, sys_ids: Sequence[str], *, as_of: int) -> int:
        """Mark tickets as deleted, less those that have changed since a ``seq`` of the feed, and give how many."""
        marked = 0
        for place in range(0, len(sys_ids), _MARKS_AT_ONCE):
            some = sys_ids[place : place + _MARKS_AT_ONCE]
            database = self.writer.database
            changes = await in_thread(mark_deleted, database, some, origin=Origin.POLL, at=self.now(), as_of=as_of)
            marked += len(changes)
        return marked
