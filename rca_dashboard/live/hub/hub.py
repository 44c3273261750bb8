"""The hub: follows the feed, and sends every room what changed for it.

Two rules keep every browser correct. A browser joins its room before the room's page is read, so no change is lost in
between; and a page whose read is older than the feed is read again, whoever started that read. At most one read is in
flight for each view. The first change is sent immediately; those that follow within ``TICK_SECONDS`` are sent together.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.filter_choices import OfferedChoices
from rca_dashboard.live.hub.list_rooms import RoomPages
from rca_dashboard.live.hub.notice_board import NoticeBoard
from rca_dashboard.live.hub.ports import Push, Reader, ignore_changes
from rca_dashboard.live.hub.push_span import push_span
from rca_dashboard.live.hub.relay import Relay
from rca_dashboard.live.hub.shown_status import ShownStatus, now_milliseconds
from rca_dashboard.live.hub.ticket_rooms import TicketRooms
from rca_dashboard.live.hub.view_counts import ViewCounts
from rca_dashboard.live.messages import MOST_CHANGED_ROWS, ChangedRows, PollView, Pulse, Status
from rca_dashboard.live.shared_reads import Failures
from rca_dashboard.store.queries import FilterChoices

logger = logging.getLogger(__name__)

# People perceive 100 ms as instant; 75 ms batches the pages of a poll and stays below it.
TICK_SECONDS = 0.075
HEARTBEAT_SECONDS = 15.0
RETRY_SECONDS = 1.0
MOST_CHANGES_READ = 1_000


class Hub:
    """Holds the pages of the open views, and pushes what differs.

    There is one per worker; every method runs in the worker's event loop.

    Args:
        reader: Reads the store.
        push: Sends to browsers.
        relay: Wakes the hub.
        polling: Returns the polling status as the page shows it.
        first: The status before anything was read.
        on_changes: Called with the changes that are about to be sent.
        after_tick: Called after each read of the feed.
    """

    def __init__(
        self,
        reader: Reader,
        push: Push,
        relay: Relay,
        polling: Callable[[], PollView],
        *,
        first: Status | None = None,
        on_changes: Callable[[Sequence[Change]], Awaitable[None]] = ignore_changes,
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
        self._status = ShownStatus(push, replace(first or Status(), boot=self.boot))
        self._changed = ChangedRows()
        self._unsent: list[Change] = []
        self._failures = Failures()
        self._is_counted = False
        self._beat_at = 0.0
        self._stepped_at = time.monotonic()
        self._choices = OfferedChoices(reader, push)
        self._on_changes = on_changes
        self._after_tick = after_tick
        self.view_counts = ViewCounts(reader)

    @property
    def status(self) -> Status:
        """The status that every browser shows, at most a moment old."""
        return self._status.now

    @property
    def board(self) -> NoticeBoard:
        """The notices of this run of the app."""
        return self._board

    @property
    def choices(self) -> FilterChoices:
        """The options in the filter menus."""
        return self._choices.now

    @property
    def changed(self) -> ChangedRows:
        """The tickets of the last push."""
        return self._changed

    @property
    def reads(self) -> tuple[int, int]:
        """How many views were read since the start, and how many reads were skipped as no change affected the view."""
        return self._pages.reads, self._pages.skipped

    @property
    def seq(self) -> int:
        """The last change of the feed that was read."""
        return self._seq

    @property
    def seconds_silent(self) -> float:
        """How long ago the feed was last read and sent, which a heartbeat does every 15 s."""
        return time.monotonic() - self._stepped_at

    @property
    def is_reading(self) -> bool:
        """Whether a page is being read."""
        return self._pages.is_reading

    def page(self, key: str) -> TicketPage:
        """Return a view's page as last read, or an empty page with ``rev`` -1 if the view was never opened."""
        return self._pages.page(key)

    def pulse(self, key: str) -> Pulse:
        """Return a room's heartbeat."""
        page = self.page(key)
        return Pulse(view=key, rev=page.rev, boot=page.boot, at=now_milliseconds())

    async def open(self, view: View) -> None:
        """Ensure that a view's page is as new as the known end of the feed; the caller must have joined its room.

        A page is not kept up to date while its room is empty.
        """
        if self.page(view.key).rev < 0:
            await self._pages.open(view.key)
            self._relay.wake()
        elif self._pages.is_older_than(view.key, self._seq):
            await self._pages.refresh(view.key)
            self._relay.wake()

    async def refresh(self, view: View) -> None:
        """Read a view again, even if the feed has no change for it, because a user asked for it."""
        await self._pages.refresh(view.key)

    async def refresh_for(self, username: str) -> None:
        """Read again the views that depend on which tickets a user has opened."""
        keys = [key for key in self._push.occupied_views() if View.from_key(key).filter.reader == username]
        await asyncio.gather(*(self._pages.reread(key) for key in keys))

    def begin_run(self) -> None:
        """Be a run of its own: workers that were forked have the same of all that was made before."""
        self.boot = self._pages.boot = self.tickets.boot = secrets.token_hex(4)
        self._status.set_boot(self.boot)

    async def run(self) -> None:
        """Follow the feed until cancelled. A database outage is logged once when it starts and once when it ends."""
        self._beat_at = time.monotonic() + HEARTBEAT_SECONDS
        failures = FailureLog("Live push", logger)
        await run_forever(self._step, failures, wait=self._until_due, retry_seconds=RETRY_SECONDS)

    async def _until_due(self) -> None:
        await asyncio.sleep(TICK_SECONDS)
        due_at = min(self._beat_at, self._status.due_at, self._choices.due_at, self.view_counts.due_at)
        await self._relay.woken(max(0.0, due_at - time.monotonic()))

    async def _step(self) -> None:
        self._failures = Failures()
        await self._take_changes()
        with push_span(self._unsent):
            async with self._push.together():
                await self._push_taken()
                self._after_tick()
        # In a frame of their own: what was read does not wait for the counts.
        async with self._push.together():
            await self._failures.of([self.view_counts.read_if_due()])
        if time.monotonic() >= self._beat_at:
            async with self._push.together():
                await self.beat()
            self._beat_at = time.monotonic() + HEARTBEAT_SECONDS
        await self._status.send_if_due()
        self._stepped_at = time.monotonic()
        self._failures.raise_first()

    async def tick(self) -> None:
        """Push the changes since the last tick, and the status if it differs."""
        await self._take_changes()
        await self._push_taken()

    async def _push_taken(self) -> None:
        await self._failures.of(self._pages.refresh(key) for key in self._pages.touched(self._unsent, self._seq))
        await self._failures.of([self.tickets.follow(self._unsent, self._seq)])
        unsent = tuple(self._unsent)
        if unsent or not self._is_counted:
            self._status.set_counts(await self._reader.counts())
            self._is_counted = True
        if unsent:
            await self._push_changes(unsent)
            self.view_counts.follow(unsent)
            # Only now: changes that were not sent because a read failed are sent by the next tick.
            del self._unsent[: len(unsent)]
            self._choices.grow_old()
        await self._choices.read_if_due()
        await self._push_status()

    async def beat(self) -> None:
        """Send each room the ``rev`` of its page, drop the pages of empty rooms, and recount the tickets."""
        self._pages.drop_unoccupied()
        self.view_counts.beat()
        await self._failures.of(self._pages.refresh(key) for key in self._pages.moving())
        self._status.set_counts(await self._reader.counts())
        await self._status.send()
        for key in self._pages.opened():
            await self._push.pulse(self.pulse(key))
        await self.tickets.beat(now_milliseconds())

    async def _take_changes(self) -> None:
        if self._seq < 0:
            self._seq = await self._reader.latest_seq()
            return
        while more := await self._reader.changes_after(self._seq, MOST_CHANGES_READ):
            self._unsent.extend(more)
            self._seq = more[-1].seq
            if len(more) < MOST_CHANGES_READ:
                return

    async def _push_changes(self, changes: Sequence[Change]) -> None:
        latest = {change.sys_id: change for change in changes}
        if len(latest) <= MOST_CHANGED_ROWS:
            rows = await self._reader.rows(tuple(latest))
            self._changed = ChangedRows(rev=self._seq, rows=rows)
            await self._push.changed(self._changed)
        if self._board.post_changes(changes):
            await self._push.notices(self._board.notices)
        await self._on_changes(changes)

    async def _push_status(self) -> None:
        before, poll = self._status.poll, self._polling()
        self._status.set_poll(poll)
        if self._board.post_health(before, poll):
            await self._push.notices(self._board.notices)
        if self._status.is_news:
            await self._status.send()
