"""The hub: follows the feed, and tells every room what changed for it.

Two rules keep every browser true. A browser joins its room before the room's page is read, so that nothing falls
between; and a page whose read is older than the feed is read again, whoever began that read. One read is in flight for
each view. The first change leaves at once, and what follows within ``TICK_SECONDS`` leaves together.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.domain.notifications.notice import health_notice
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.filter_choices import OfferedChoices
from rca_dashboard.live.hub.list_rooms import RoomPages
from rca_dashboard.live.hub.notice_board import NoticeBoard
from rca_dashboard.live.hub.ports import Push, Reader
from rca_dashboard.live.hub.relay import Relay
from rca_dashboard.live.hub.ticket_rooms import TicketRooms
from rca_dashboard.live.messages import MOST_CHANGED_ROWS, ChangedRows, PollView, Pulse, Status
from rca_dashboard.store.queries import FilterChoices

logger = logging.getLogger(__name__)

# People see 100 ms as at once; 75 ms lets a poll's pages go together and stays below it.
TICK_SECONDS = 0.075
HEARTBEAT_SECONDS = 15.0
RETRY_SECONDS = 1.0
MOST_CHANGES_READ = 1_000
# Browsers take the clock of the page from it, and show seconds; a thousand that connect at once share its text.
CLOCK_MILLISECONDS = 50


def now_milliseconds() -> int:
    """Return our clock as ms since 1970."""
    return round(time.time() * 1000)


async def _ignore_changes(changes: Sequence[Change]) -> None:
    """Do nothing with changes that are being sent."""


class Hub:
    """Holds the pages of the views that somebody looks at, and pushes what differs.

    One for each worker; every method runs in the worker's event loop.

    Args:
        reader: Reads the store.
        push: Sends to browsers.
        relay: Wakes the hub.
        polling: Gives polling as the page shows it.
        is_demo: Whether the tickets are the built-in ServiceNow's.
        on_changes: Called with the changes that are being sent, before they leave.
        after_tick: Called after each look at the feed.
    """

    def __init__(
        self,
        reader: Reader,
        push: Push,
        relay: Relay,
        polling: Callable[[], PollView],
        *,
        is_demo: bool = False,
        on_changes: Callable[[Sequence[Change]], Awaitable[None]] = _ignore_changes,
        after_tick: Callable[[], None] = lambda: None,
    ) -> None:
        self.boot = secrets.token_hex(4)
        self._reader = reader
        self._push = push
        self._relay = relay
        self._polling = polling
        self._pages = RoomPages(reader, push, self.boot)
        self.tickets = TicketRooms(reader, push, self.boot)
        self._seq = -1
        self._board = NoticeBoard(now_milliseconds)
        self._status = self._shown_from = self._shown = Status(boot=self.boot, is_demo=is_demo)
        self._changed = ChangedRows()
        self._untold: list[Change] = []
        self._is_counted = False
        self._beat_at = 0.0
        self._choices = OfferedChoices(reader, push)
        self._on_changes = on_changes
        self._after_tick = after_tick

    @property
    def status(self) -> Status:
        """What every browser shows, by our clock now, or a moment ago."""
        now = now_milliseconds()
        if self._shown_from is not self._status or not 0 <= now - self._shown.at < CLOCK_MILLISECONDS:
            self._shown_from, self._shown = self._status, replace(self._status, at=now)
        return self._shown

    @property
    def board(self) -> NoticeBoard:
        """The notices of this run."""
        return self._board

    @property
    def choices(self) -> FilterChoices:
        """What the filters' menus offer."""
        return self._choices.now

    @property
    def changed(self) -> ChangedRows:
        """The tickets of the last push."""
        return self._changed

    @property
    def reads(self) -> tuple[int, int]:
        """How many views were read since the start, and how many were not, as no change could touch them."""
        return self._pages.reads, self._pages.skipped

    @property
    def is_reading(self) -> bool:
        """Whether a read of a page is under way."""
        return self._pages.is_reading

    def page(self, key: str) -> TicketPage:
        """Return a view's page as it was last read; an empty one of ``rev`` -1 for a view that nobody has opened."""
        return self._pages.page(key)

    def pulse(self, key: str) -> Pulse:
        """Return a room's heartbeat."""
        page = self.page(key)
        return Pulse(view=key, rev=page.rev, boot=page.boot, at=now_milliseconds())

    async def open(self, view: View) -> None:
        """Make sure that a view has a page as new as the feed is known to be; the caller has joined its room before.

        A page whose room stood empty for a while was not kept up to date.
        """
        if self.page(view.key).rev < 0:
            await self._pages.open(view.key)
            self._relay.wake()
        elif self._pages.is_older_than(view.key, self._seq):
            await self._pages.refresh(view.key)
            self._relay.wake()

    async def refresh(self, view: View) -> None:
        """Read a view again whatever the feed says, for a reader who asks."""
        await self._pages.refresh(view.key)

    async def refresh_for(self, username: str) -> None:
        """Read the views again that hang on what one person has opened."""
        keys = [key for key in self._push.occupied_views() if View.from_key(key).filter.reader == username]
        await asyncio.gather(*(self._pages.reread(key) for key in keys))

    async def run(self) -> None:
        """Follow the feed until cancelled. An outage of the database is logged when it begins and when it ends."""
        self._beat_at = time.monotonic() + HEARTBEAT_SECONDS
        failures = FailureLog("Live push", logger)
        await run_forever(self._step, failures, wait=self._until_due, retry_seconds=RETRY_SECONDS)

    async def _until_due(self) -> None:
        await asyncio.sleep(TICK_SECONDS)
        due_at = min(self._beat_at, self._choices.due_at)
        await self._relay.woken(max(0.0, due_at - time.monotonic()))

    async def _step(self) -> None:
        async with self._push.together():
            await self.tick()
            self._after_tick()
        if time.monotonic() >= self._beat_at:
            async with self._push.together():
                await self.beat()
            self._beat_at = time.monotonic() + HEARTBEAT_SECONDS

    async def tick(self) -> None:
        """Push what the feed holds since the last tick, and the status where it differs."""
        await self._take_changes()
        await asyncio.gather(*(self._pages.refresh(key) for key in self._pages.touched(self._untold, self._seq)))
        await self.tickets.follow(self._untold, self._seq)
        untold = tuple(self._untold)
        if untold or not self._is_counted:
            self._status = replace(self._status, counts=await self._reader.counts())
            self._is_counted = True
        if untold:
            await self._tell(untold)
            # Only now: what a failing read kept from being told is told by the next tick.
            del self._untold[: len(untold)]
            self._choices.grow_old()
        await self._choices.read_if_due()
        await self._push_status(is_changed=bool(untold))

    async def beat(self) -> None:
        """Repeat to each room the ``rev`` of its page, drop pages that nobody looks at, and count anew."""
        self._pages.drop_unoccupied()
        self._status = replace(self._status, counts=await self._reader.counts())
        await self._push.status(self.status)
        for key in self._pages.opened():
            await self._push.pulse(self.pulse(key))
        await self.tickets.beat(now_milliseconds())

    async def _take_changes(self) -> None:
        if self._seq < 0:
            self._seq = await self._reader.latest_seq()
            return
        more: Sequence[Change] = ()
        while not more or len(more) == MOST_CHANGES_READ:
            more = await self._reader.changes_after(self._seq, MOST_CHANGES_READ)
            if not more:
                return
            self._untold.extend(more)
            self._seq = more[-1].seq

    async def _tell(self, changes: Sequence[Change]) -> None:
        latest = {change.sys_id: change for change in changes}
        if len(latest) <= MOST_CHANGED_ROWS:
            rows = await self._reader.rows(tuple(latest))
            self._changed = ChangedRows(rev=self._seq, rows=rows)
            await self._push.changed(self._changed)
        if self._board.post_changes(changes):
            await self._push.notices(self._board.notices)
        await self._on_changes(changes)

    async def _push_status(self, *, is_changed: bool) -> None:
        before, poll = self._status.poll, self._polling()
        self._status = replace(self._status, poll=poll)
        notice = health_notice(before.health, poll.health, poll.error)
        if notice is not None:
            self._board.post(notice)
            await self._push.notices(self._board.notices)
        # A quiet poll moves only the time of its success, which rides on the next heartbeat.
        if is_changed or replace(poll, succeeded_at=0) != replace(before, succeeded_at=0):
            await self._push.status(self.status)
