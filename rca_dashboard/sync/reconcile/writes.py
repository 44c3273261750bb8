"""Writes of a reconcile: tickets that it read, and marks on deleted ones, each counted in its tally."""

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

# One page, so that a poll does not wait longer.
_MARKS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWrites:
    """Writes for one table.

    Attributes:
        writer: Stores tickets; shared with the poller.
        reading: Converts records into tickets.
        tally: What was found, added to as it is stored.
        on_progress: Called when something was compared or stored.
        now: The local clock.
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
        overwrites_as_of: int | None = None,
        among: Collection[str] | None = None,
    ) -> None:
        """Store what was read.

        Args:
            records: As they came.
            polled_until: Polling would have read later updates, so they do not count as silent updates.
            overwrites_as_of: The feed's ``seq`` before a direct read: what it shows is stored, even if it is older than
                the stored version.
            among: The sys_ids that may be stored; None for all.
        """
        tickets = [
            ticket
            for ticket in await in_thread(self.reading.tickets, records)
            if among is None or ticket.sys_id in among
        ]
        result = await self.writer.store(
            tickets,
            origin=Origin.POLL,
            at=self.now(),
            cursor=None,
            overwrites_as_of=overwrites_as_of,
            tries_again=True,
        )
        self.tally.went_back[self.reading.table] += result.went_back
        recent = {ticket.sys_id for ticket in tickets if ticket.updated_at and ticket.updated_at >= polled_until}
        self.tally.silent += len({change.sys_id for change in result.changes} - recent)
        if result.changes:
            self.on_progress()

    async def mark(self, sys_ids: Sequence[str], *, as_of: int) -> int:
        """Mark tickets as deleted, except for those that changed since a ``seq`` of the feed, and return how many."""
        marked = 0
        for place in range(0, len(sys_ids), _MARKS_AT_ONCE):
            some = sys_ids[place : place + _MARKS_AT_ONCE]
            database = self.writer.database
            changes = await in_thread(mark_deleted, database, some, origin=Origin.POLL, at=self.now(), as_of=as_of)
            marked += len(changes)
        return marked
