"""The pages of the open views: one immutable page per room, and at most one read in flight per view."""

from collections.abc import Sequence
from dataclasses import replace

from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.domain.views.view_impact import can_touch
from rca_dashboard.live.hub.ports import Push, Reader
from rca_dashboard.live.shared_reads import SharedReads

# Checking a change costs 3 µs per view, reading a page 1.5 ms: beyond a few hundred changes a read is cheaper.
MOST_WEIGHED = 300
# Rows that left a page and may still be on the screen of a user who has paused it: four pages of the usual size.
MOST_REMEMBERED = 100
_NO_FILTER = TicketFilter()


class RoomPages:
    """Reads pages, keeps them while their rooms are occupied, and pushes what differs.

    Args:
        reader: Returns a view's page with the feed's ``seq`` from the same snapshot.
        push: Sends a page to its room.
        boot: Identifies this run of the app in each page.

    Attributes:
        reads: How many pages were read, for the push metrics.
        skipped: How many reads were skipped because no change affected the view.
    """

    def __init__(self, reader: Reader, push: Push, boot: str) -> None:
        self._reader = reader
        self._push = push
        self.boot = boot
        self._pages: dict[str, TicketPage] = {}
        self._read_at: dict[str, int] = {}
        self._reads = SharedReads(self._read_once)
        self._bases: dict[str, TicketPage] = {}
        self._views: dict[str, View] = {}
        self._remembered: dict[str, dict[str, None]] = {}
        self.reads = 0
        self.skipped = 0

    @property
    def is_reading(self) -> bool:
        """Whether a read is in flight."""
        return bool(self._reads)

    def opened(self) -> tuple[str, ...]:
        """Return the views that have a page."""
        return tuple(self._pages)

    def moving(self) -> list[str]:
        """Return the views that change with the clock, such as those due within the hour."""
        return [key for key in self._pages if View.from_key(key).filter.moves]

    def page(self, key: str) -> TicketPage:
        """Return a view's page as last read, or an empty page with ``rev`` -1 if the view was never opened."""
        return self._pages.get(key) or TicketPage(view=key, rev=-1)

    def is_older_than(self, key: str, seq: int) -> bool:
        """Whether a view was never read, or last read before the feed reached ``seq``."""
        return self._read_at.get(key, -1) < seq

    def stale(self, seq: int) -> list[str]:
        """Return the views with an occupied room whose page is older than the feed or was never read."""
        return [key for key in self._push.occupied_views() if self.is_older_than(key, seq)]

    def touched(self, changes: Sequence[Change], seq: int) -> list[str]:
        """Return the stale views that these changes can affect; the others count as read at ``seq``.

        Args:
            changes: The feed up to ``seq``, without gaps.
            seq: The last ``seq`` of the feed.
        """
        stale = self.stale(seq)
        touched = [key for key in stale if self._is_touched(key, changes)]
        for key in set(stale).difference(touched):
            self._read_at[key] = seq
        self.skipped += len(stale) - len(touched)
        return touched

    async def open(self, key: str) -> None:
        """Read a view for browsers that open it; each gets the page in the answer to its own event."""
        await self.read(key)
        if key in self._pages:
            self._bases.setdefault(key, self._pages[key])

    async def refresh(self, key: str) -> None:
        """Read a view, and send its page to the room if it differs visibly."""
        before = self._pages.get(key)
        await self.read(key)
        page = self._pages.get(key)
        if page is not None and page is not before and page is not self._bases.get(key):
            await self._push.page(page, self._base_for(key, page))

    def _base_for(self, key: str, page: TicketPage) -> TicketPage | None:
        """Return the page last sent to a room, and remember that this one is sent now.

        After two pages with the same ``rev`` it is unknown which one a browser has, so the next is sent in full.
        """
        base = self._bases.pop(key, None)
        if base is None or page.rev > base.rev:
            self._bases[key] = page
        return base

    async def reread(self, key: str) -> None:
        """Read a view again for a change that is not in the feed; a read in flight may have started before it."""
        if key in self._reads:
            await self.read(key)
        await self.refresh(key)

    async def read(self, key: str) -> None:
        """Read a view, or wait for the read in flight."""
        await self._reads.read(key)

    def drop_unoccupied(self) -> None:
        """Drop the pages of empty rooms; checked and dropped within one step of the event loop."""
        occupied = self._push.occupied_views()
        for key in [key for key in self._pages if key not in occupied]:
            del self._pages[key]
            self._read_at.pop(key, None)
            self._bases.pop(key, None)
            self._views.pop(key, None)
            self._remembered.pop(key, None)

    def _is_touched(self, key: str, changes: Sequence[Change]) -> bool:
        page, read_at = self._pages.get(key), self._read_at.get(key, -1)
        # A read in flight may miss the end of the feed; and changes before these are not checked here.
        if page is None or key in self._reads or not changes or changes[0].seq > read_at + 1:
            return True
        later = [change for change in changes if change.seq > read_at]
        if len(later) > MOST_WEIGHED:
            return True
        view = self._views.setdefault(key, View.from_key(key))
        shown = {row.sys_id for row in page.rows}
        return any(can_touch(view, change, shown) for change in later)

    async def _read_once(self, key: str) -> None:
        self.reads += 1
        view = View.from_key(key)
        page = replace(await self._reader.page(view), boot=self.boot)
        page = replace(page, left=await self._left(view, page))
        known = self._pages.get(key)
        self._read_at[key] = page.rev
        if known is None or (page.rev >= known.rev and not page.shows_the_same_as(known)):
            self._pages[key] = page

    async def _left(self, view: View, page: TicketPage) -> tuple[str, ...]:
        """Return tickets recently on this page that no longer match; those pushed off a full page still match."""
        on_page = {row.sys_id: None for row in page.rows}
        before = {sys_id: None for sys_id in self._remembered.get(page.view, {}) if sys_id not in on_page}
        self._remembered[page.view] = dict([*before.items(), *on_page.items()][-MOST_REMEMBERED:])
        if not before or view.filter == _NO_FILTER:
            return ()
        matching = await self._reader.matching(view, tuple(before))
        return tuple(sys_id for sys_id in before if sys_id not in matching)
