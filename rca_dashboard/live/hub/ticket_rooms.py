"""The tickets that somebody has opened: one immutable detail for each, read once a change for all its readers.

As with views, a browser joins its room before the detail is read. A detail is read again only when a change concerns
it or a record that it shows; a read that may have begun before such a change is followed by another.
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
    """Reads tickets, keeps them while their rooms are occupied, and sends what differs.

    Args:
        reader: Gives a ticket with the feed's ``seq`` of the same snapshot.
        push: Sends a ticket to its room.
        boot: Names this run of the app in each detail.
    """

    def __init__(self, reader: Reader, push: TicketPush, boot: str) -> None:
        self._reader = reader
        self._push = push
        self._boot = boot
        self._sights: dict[str, TicketSight] = {}
        self._read_at: dict[str, int] = {}
        self._needed: dict[str, int] = {}
        self._reads = SharedReads(self._read_once)

    @property
    def is_reading(self) -> bool:
        """Whether a read is under way."""
        return bool(self._reads)

    def detail(self, key: str) -> TicketDetail:
        """Return a ticket as it was last read; one of ``rev`` -1 for a key that nobody has opened."""
        sight = self._sights.get(key)
        return sight.detail if sight else TicketDetail(key=key)

    async def key_of(self, asked: str) -> str:
        """Return the key of a ticket by its number or sys_id, which names its room."""
        return await self._reader.ticket_key(asked)

    async def open(self, key: str) -> None:
        """Make sure that a ticket is as new as the feed is known to be; the caller has joined its room before."""
        if key not in self._sights:
            await self._reads.read(key)
        while self._is_stale(key):
            await self._refresh(key)

    async def follow(self, changes: Sequence[Change], seq: int) -> None:
        """Read again what the changes concern, and send what differs to the rooms.

        Args:
            changes: What the feed holds since the last call, or more.
            seq: The feed's last.
        """
        self._note(changes, seq)
        while stale := [key for key in self._push.occupied_tickets() if self._is_stale(key)]:
            await asyncio.gather(*(self._refresh(key) for key in stale))

    async def beat(self, at: int) -> None:
        """Forget the tickets that nobody looks at, and repeat to each room the ``rev`` of its ticket."""
        occupied = self._push.occupied_tickets()
        for key in [key for key in self._sights if key not in occupied]:
            for known in (self._sights, self._read_at, self._needed):
                known.pop(key, None)
        for sight in tuple(self._sights.values()):
            shown = sight.detail
            await self._push.ticket_pulse(TicketPulse(key=shown.key, rev=shown.rev, boot=shown.boot, at=at))

    def _note(self, changes: Sequence[Change], seq: int) -> None:
        """Remember which tickets must be read at which ``seq`` or later."""
        if changes and self._sights:
            last = {each: change.seq for change in changes for each in concerned_by(change)}
            for key, sight in self._sights.items():
                needed = max((last[each] for each in sight.depends_on & last.keys()), default=-1)
                self._needed[key] = max(needed, self._needed.get(key, -1))
        for key in self._reads:
            # Nobody knows yet what it will show, nor whether it sees these changes.
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
        detail, known = replace(sight.detail, boot=self._boot), self._sights.get(key)
        self._read_at[key] = detail.rev
        if known is not None and (detail.rev < known.detail.rev or detail.shows_the_same_as(known.detail)):
            detail = known.detail
        self._sights[key] = TicketSight(detail, sight.depends_on)
