"""The open tickets: one immutable detail for each, read once per change for all browsers that show it.

As with views, a browser joins its room before the detail is read. A detail is read again only when a change affects
it or a record that it shows; a read that may have started before such a change is followed by another.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.tickets.relations import concerned_by
from rca_dashboard.live.hub.ports import Reader, TicketPush
from rca_dashboard.live.messages import TicketPulse
from rca_dashboard.live.shared_reads import SharedReads
from rca_dashboard.store.tickets.detail import TicketSight


class TicketRooms:
    """Reads tickets, keeps them while their rooms are occupied, and pushes what differs.

    Args:
        reader: Returns a ticket with the feed's ``seq`` from the same snapshot.
        push: Sends a ticket to its room.
        boot: Identifies this run of the app in each detail.
    """

    def __init__(self, reader: Reader, push: TicketPush, boot: str) -> None:
        self._reader = reader
        self._push = push
        self.boot = boot
        self._sights: dict[str, TicketSight] = {}
        self._read_at: dict[str, int] = {}
        self._needed: dict[str, int] = {}
        self._reads = SharedReads(self._read_once)

    @property
    def is_reading(self) -> bool:
        """Whether a read is in flight."""
        return bool(self._reads)

    def detail(self, key: str) -> TicketDetail:
        """Return a ticket as last read, or one with ``rev`` -1 if it was never opened."""
        sight = self._sights.get(key)
        return sight.detail if sight else TicketDetail(key=key)

    async def key_of(self, asked: str) -> str:
        """Return a ticket's key, which names its room, by its number or sys_id."""
        return await self._reader.ticket_key(asked)

    async def open(self, key: str) -> None:
        """Ensure that a ticket is as new as the known end of the feed; the caller must have joined its room."""
        if key not in self._sights:
            await self._reads.read(key)
        while self._is_stale(key):
            await self._refresh(key)

    async def follow(self, changes: Sequence[Change], seq: int) -> None:
        """Read again the tickets that the changes affect, and push what differs.

        Args:
            changes: The changes since the last call; may include older ones.
            seq: The last ``seq`` of the feed.
        """
        self._note(changes, seq)
        while stale := [key for key in self._push.occupied_tickets() if self._is_stale(key)]:
            await asyncio.gather(*(self._refresh(key) for key in stale))

    async def beat(self, at: int) -> None:
        """Drop the tickets of empty rooms, and send each room the ``rev`` of its ticket."""
        occupied = self._push.occupied_tickets()
        for key in [key for key in self._sights if key not in occupied]:
            for known in (self._sights, self._read_at, self._needed):
                known.pop(key, None)
        for sight in tuple(self._sights.values()):
            shown = sight.detail
            await self._push.ticket_pulse(TicketPulse(key=shown.key, rev=shown.rev, boot=shown.boot, at=at))

    def _note(self, changes: Sequence[Change], seq: int) -> None:
        """Record from which ``seq`` on each affected ticket must be read."""
        if changes and self._sights:
            last = {each: change.seq for change in changes for each in concerned_by(change)}
            for key, sight in self._sights.items():
                needed = max((last[each] for each in sight.depends_on & last.keys()), default=-1)
                self._needed[key] = max(needed, self._needed.get(key, -1))
        for key in self._reads:
            # It is unknown yet what the read returns, and whether it includes these changes.
            self._needed[key] = max(seq, self._needed.get(key, -1))

    def _is_stale(self, key: str) -> bool:
        return self._read_at.get(key, -1) < self._needed.get(key, 0)

    async def _refresh(self, key: str) -> None:
        before = self._sights.get(key)
        await self._reads.read(key)
        after = self._sights.get(key)
        if after is not None and (before is None or after.detail is not before.detail):
            await self._push.ticket(after.detail)

    async def _read_once(self, key: str) -> None:
        sight = await self._reader.ticket(key)
        detail, known = replace(sight.detail, boot=self.boot), self._sights.get(key)
        self._read_at[key] = detail.rev
        if known is not None and (detail.rev < known.detail.rev or detail.shows_the_same_as(known.detail)):
            detail = known.detail
        self._sights[key] = TicketSight(detail, sight.depends_on)
