"""The pages of the views that somebody looks at: one immutable page for each room, one read in flight for each view."""

import asyncio
from dataclasses import replace

from rca_dashboard.domain.page import TicketPage
from rca_dashboard.domain.view import View
from rca_dashboard.live.ports import Push, Reader


class RoomPages:
    """Reads pages, keeps them while their rooms are occupied, and sends what differs.

    Args:
        reader: Gives a view's page with the feed's ``seq`` of the same snapshot.
        push: Sends a page to its room.
        boot: Names this run of the app in each page.
    """

    def __init__(self, reader: Reader, push: Push, boot: str) -> None:
        self._reader = reader
        self._push = push
        self._boot = boot
        self._pages: dict[str, TicketPage] = {}
        self._read_at: dict[str, int] = {}
        self._reads: dict[str, asyncio.Task[None]] = {}

    @property
    def is_reading(self) -> bool:
        """Whether a read is under way."""
        return bool(self._reads)

    def opened(self) -> tuple[str, ...]:
        """Give the views that have a page."""
        return tuple(self._pages)

    def page(self, key: str) -> TicketPage:
        """Give a view's page as it was last read; an empty one of ``rev`` -1 for a view that nobody has opened."""
        return self._pages.get(key) or TicketPage(view=key, rev=-1)

    def is_older_than(self, key: str, seq: int) -> bool:
        """Whether a view was last read before the feed came to ``seq``, or never."""
        return self._read_at.get(key, -1) < seq

    def stale(self, seq: int) -> list[str]:
        """Give the views with somebody in their room whose page is older than the feed, or was never read."""
        return [key for key in self._push.occupied_views() if self.is_older_than(key, seq)]

    async def refresh(self, key: str) -> None:
        """Read a view, and send its page to the room where a reader could tell the difference."""
        before = self._pages.get(key)
        await self.read(key)
        after = self._pages.get(key)
        if after is not None and after is not before:
            await self._push.page(after)

    async def read(self, key: str) -> None:
        """Read a view, or wait for the read that is under way."""
        reading = self._reads.get(key)
        if reading is None:
            reading = self._reads[key] = asyncio.create_task(self._read_once(key))
            reading.add_done_callback(lambda _: self._reads.pop(key, None))
        # A reader who leaves must not cancel the read that others wait for.
        await asyncio.shield(reading)

    def drop_unoccupied(self) -> None:
        """Forget the pages that nobody looks at; looked at and dropped in one step of the loop."""
        occupied = self._push.occupied_views()
        for key in [key for key in self._pages if key not in occupied]:
            del self._pages[key]
            self._read_at.pop(key, None)

    async def _read_once(self, key: str) -> None:
        page = replace(await self._reader.page(View.from_key(key)), boot=self._boot)
        known = self._pages.get(key)
        self._read_at[key] = page.rev
        if known is None or (page.rev >= known.rev and not page.shows_the_same_as(known)):
            self._pages[key] = page
