"""Browsers as the hub sees them, without a browser: rooms, an ordered wire, and the page's own rule of what to take."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from rca_dashboard.domain.notifications.notice import Notice
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.page_patch import PagePatch, patch_between, patched
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.messages import ChangedRows, Pulse, Status, TicketPulse
from rca_dashboard.store.queries import FilterChoices


@dataclass(eq=False)
class Browser:
    """Takes what ``assets/live/list/adopted_page.js`` takes; asks again where a pulse tells of a page it lacks."""

    view: View
    is_connected: bool = False
    page: TicketPage | None = None
    frames: int = 0
    wants_resync: bool = False
    waiting: list[PagePatch] = field(default_factory=list)
    patches: int = 0

    def receive(self, page: TicketPage) -> None:
        if page.rev < 0:
            return
        page = self._with_patches(page)
        shown = self.page
        if shown and (shown.view, shown.boot) == (page.view, page.boot) and page.rev <= shown.rev:
            return
        self.page = page

    def receive_patch(self, patch: PagePatch) -> None:
        """Take a patch, or keep it for a page that is on its way; one that stays asks for the page a moment later."""
        self.waiting.append(patch)
        if self.page is not None:
            self.receive(self.page)
        self.patches += 1

    def again(self) -> "Browser":
        """Return the same page on a socket of its own."""
        return Browser(view=self.view, page=self.page, waiting=list(self.waiting))

    @property
    def has_a_gap(self) -> bool:
        place = (self.page.view, self.page.boot) if self.page else None
        return any((patch.view, patch.boot) == place and patch.rev > self.page.rev for patch in self.waiting)

    def _with_patches(self, page: TicketPage) -> TicketPage:
        mine = [patch for patch in self.waiting if (patch.view, patch.boot) == (page.view, page.boot)]
        for patch in mine:
            if patch.rev <= page.rev:
                self.waiting.remove(patch)
            elif patch.base == page.rev:
                return self._with_patches(patched(page, patch))
        return page

    def feel(self, pulse: Pulse) -> None:
        shown = self.page
        if shown and pulse.view == shown.view and (pulse.boot != shown.boot or pulse.rev > shown.rev):
            self.wants_resync = True


@dataclass(eq=False)
class TicketReader:
    """Takes what ``assets/live/ticket/ticket.js`` takes."""

    key: str = ""
    ticket: TicketDetail | None = None
    wants_resync: bool = False

    def receive(self, ticket: TicketDetail) -> None:
        shown = self.ticket
        is_same_place = shown is not None and (shown.key, shown.boot) == (ticket.key, ticket.boot)
        if ticket.rev >= 0 and not (shown and is_same_place and ticket.rev <= shown.rev):
            self.ticket = ticket

    def feel(self, pulse: TicketPulse) -> None:
        if self.ticket and pulse.key == self.ticket.key and pulse.rev > self.ticket.rev:
            self.wants_resync = True


@dataclass
class Desk:
    """All browsers, and the push that reaches those in a room; frames are lost with a connection, never reordered."""

    chance: random.Random
    rooms: dict[str, set[Browser]] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    boards: list[tuple[Notice, ...]] = field(default_factory=list)
    changes: list[ChangedRows] = field(default_factory=list)
    offered: list[FilterChoices] = field(default_factory=list)
    pages: int = 0
    pulses: int = 0
    ticket_rooms: dict[str, set[TicketReader]] = field(default_factory=dict)
    tickets: int = 0

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        yield

    def occupied_views(self) -> frozenset[str]:
        return frozenset(key for key, browsers in self.rooms.items() if browsers)

    async def page(self, page: TicketPage, base: TicketPage | None = None) -> None:
        self.pages += 1
        patch = patch_between(base, page) if base else None
        for browser in tuple(self.rooms.get(page.view, ())):
            browser.frames += 1
            if patch:
                browser.receive_patch(patch)
            else:
                browser.receive(page)
        await self.pause()

    def occupied_tickets(self) -> frozenset[str]:
        return frozenset(key for key, readers in self.ticket_rooms.items() if readers)

    async def ticket(self, ticket: TicketDetail) -> None:
        self.tickets += 1
        for reader in tuple(self.ticket_rooms.get(ticket.key, ())):
            reader.receive(ticket)
        await self.pause()

    async def ticket_pulse(self, pulse: TicketPulse) -> None:
        for reader in tuple(self.ticket_rooms.get(pulse.key, ())):
            reader.feel(pulse)

    async def pulse(self, pulse: Pulse) -> None:
        self.pulses += 1
        for browser in tuple(self.rooms.get(pulse.view, ())):
            browser.feel(pulse)

    async def changed(self, changed: ChangedRows) -> None:
        self.changes.append(changed)

    async def status(self, status: Status) -> None:
        self.statuses.append(status)

    async def notices(self, notices: tuple[Notice, ...]) -> None:
        self.boards.append(notices)

    async def choices(self, choices: FilterChoices) -> None:
        self.offered.append(choices)

    async def pause(self) -> None:
        for _ in range(self.chance.randrange(4)):
            await asyncio.sleep(0)

    async def join(self, browser: Browser, hub: Hub) -> None:
        """Load a page as ``live.join`` does: enter the room, read, and let the event's own delta carry the page."""
        browser.is_connected = True
        self.rooms.setdefault(browser.view.key, set()).add(browser)
        await self.pause()
        await hub.open(browser.view)
        snapshot = hub.page(browser.view.key)
        await self.pause()
        if browser.is_connected and snapshot.view == browser.view.key:
            browser.receive(snapshot)

    def leave(self, browser: Browser) -> None:
        browser.is_connected = False
        for browsers in self.rooms.values():
            browsers.discard(browser)

    async def look_at(self, browser: Browser, view: View, hub: Hub) -> None:
        for browsers in self.rooms.values():
            browsers.discard(browser)
        browser.view = view
        await self.join(browser, hub)
