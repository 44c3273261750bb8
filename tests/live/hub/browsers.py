"""Browsers as the hub sees them, without a real browser: rooms, and an ordered, recorded wire."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from rca_dashboard.domain.notifications.notice import Notice
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.page_patch import PagePatch, patch_between
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.messages import ChangedRows, Pulse, Status, TicketPulse
from rca_dashboard.store.queries import FilterChoices


@dataclass(eq=False)
class Browser:
    """A tab with a list: what has reached it, which the shipped JavaScript can be played.

    Attributes:
        wire: Pages and patches in their order.
        pages: The page that each of them stands for.
        frames: How many of them were pushed, and did not come with a page load.
    """

    view: View
    is_connected: bool = False
    wire: list[TicketPage | PagePatch] = field(default_factory=list)
    pages: list[TicketPage] = field(default_factory=list)
    pulse: Pulse = field(default_factory=Pulse)
    frames: int = 0

    @property
    def page(self) -> TicketPage | None:
        """The page that the last frame represents."""
        return self.pages[-1] if self.pages else None

    @property
    def patches(self) -> int:
        return sum(isinstance(frame, PagePatch) for frame in self.wire)

    def receive(self, page: TicketPage, patch: PagePatch | None = None) -> None:
        self.wire.append(patch or page)
        self.pages.append(page)

    def again(self) -> "Browser":
        """Return the same page on a socket of its own."""
        return Browser(view=self.view, wire=list(self.wire), pages=list(self.pages))


@dataclass(eq=False)
class TicketReader:
    """A tab with a ticket: the numbers that it has asked for and the tickets that came, in their order."""

    key: str = ""
    wire: list[str | TicketDetail] = field(default_factory=list)
    pulse: TicketPulse = field(default_factory=TicketPulse)

    @property
    def ticket(self) -> TicketDetail | None:
        """The newest of its tickets that came."""
        mine = [frame for frame in self.wire if isinstance(frame, TicketDetail) and frame.key == self.key]
        return max(mine, key=lambda ticket: ticket.rev, default=None)


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
            browser.receive(page, patch)
        await self.pause()

    def occupied_tickets(self) -> frozenset[str]:
        return frozenset(key for key, readers in self.ticket_rooms.items() if readers)

    async def ticket(self, ticket: TicketDetail) -> None:
        self.tickets += 1
        for reader in tuple(self.ticket_rooms.get(ticket.key, ())):
            reader.wire.append(ticket)
        await self.pause()

    async def ticket_pulse(self, pulse: TicketPulse) -> None:
        for reader in tuple(self.ticket_rooms.get(pulse.key, ())):
            reader.pulse = pulse

    async def pulse(self, pulse: Pulse) -> None:
        self.pulses += 1
        for browser in tuple(self.rooms.get(pulse.view, ())):
            browser.pulse = pulse

    async def changed(self, changed: ChangedRows) -> None:
        self.changes.append(changed)

    async def status(self, status: Status) -> None:
        self.statuses.append(status)

    async def notices(self, notices: tuple[Notice, ...]) -> None:
        self.boards.append(notices)

    async def counted(self, changed: frozenset[str]) -> None:
        """Ignore counts of views."""

    async def choices(self, choices: FilterChoices) -> None:
        self.offered.append(choices)

    async def pause(self, longest: int = 3) -> None:
        for _ in range(self.chance.randint(0, longest)):
            await asyncio.sleep(0)

    async def join(self, browser: Browser, hub: Hub) -> None:
        """Load a page as ``live.join`` does: enter the room, read, and let the event's own delta carry the page."""
        browser.is_connected = True
        self.rooms.setdefault(browser.view.key, set()).add(browser)
        await self.pause()
        await hub.open(browser.view)
        snapshot = hub.page(browser.view.key)
        # What is pushed meanwhile overtakes the answer; a tick of the hub takes some twenty turns.
        await self.pause(longest=40)
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
