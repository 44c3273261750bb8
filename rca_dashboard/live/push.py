"""The push over Reflex's socket: each update from the hub becomes one frame to one room."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from reflex.state import BaseState

from rca_dashboard.domain.notifications.notice import Notice
from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.page_patch import patch_between
from rca_dashboard.live.case_messages import CaseBoard, CaseShown
from rca_dashboard.live.messages import Bell, BurstItem, ChangedRows, Marks, Probe, Pulse, Status, TicketPulse, ViewItem
from rca_dashboard.live.reflex_adapter.socket import Delta, Socket, delta, merged
from rca_dashboard.store.queries import FilterChoices
from rca_dashboard.tracing import span

EVERYBODY = "all"
_VIEW = "view:"
_USER = "user:"
_TICKET = "ticket:"
_CASE = "case:"


def room_of_user(username: str) -> str:
    """Return the room of all tabs of a user."""
    return _USER + username


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """The state classes that hold what is pushed, each separate so that an update re-renders no other.

    Attributes:
        tickets: Has ``page`` and ``patch``.
        pulse: Has ``pulse``.
        changed: Has ``changed``.
        status: Has ``status``.
        notices: Has ``notices``.
        choices: Has ``choices``.
        bursts: Has ``bursts``.
        preferences: Has ``preferences``.
        marks: Has ``marks``.
        bell: Has ``bell``.
        ticket: Has ``ticket`` and ``pulse``.
        probe: Has ``probe``.
        views: Has ``quick``, ``saved``, ``counts`` and ``my_counts``.
        figures: Has ``figures``.
        case: Has ``case``.
        cases: Has ``board``.
    """

    tickets: type[BaseState]
    pulse: type[BaseState]
    changed: type[BaseState]
    status: type[BaseState]
    notices: type[BaseState]
    choices: type[BaseState]
    bursts: type[BaseState]
    preferences: type[BaseState]
    marks: type[BaseState]
    bell: type[BaseState]
    ticket: type[BaseState]
    probe: type[BaseState]
    views: type[BaseState]
    figures: type[BaseState]
    case: type[BaseState]
    cases: type[BaseState]


class RoomPush:
    """Sends to the browsers of a room, immediately or batched into one frame.

    Args:
        socket: The app's sockets.
        screens: The states that show what is sent.
        scope: What the names of the rooms begin with: those of limited readers have rooms of their own.
    """

    def __init__(self, socket: Socket, screens: Screens, scope: str = "") -> None:
        self._scope = scope
        self.everybody = scope + EVERYBODY
        self._socket = socket
        self._screens = screens
        self._together = 0
        self._unsent: dict[str, Delta] = {}
        self._pages: dict[str, tuple[TicketPage | None, TicketPage]] = {}
        self._changed = ChangedRows()

    @asynccontextmanager
    async def together(self) -> AsyncGenerator[None]:
        """Collect everything pushed inside the block, by any task, and send it as one frame to each browser.

        It is sent even if the block raises: what was pushed is stored already.
        """
        self._together += 1
        try:
            yield
        finally:
            self._together -= 1
            if not self._together:
                await self._send()

    async def _push(self, room: str, update: Delta) -> None:
        self._unsent[room] = merged([self._unsent.get(room, {}), update])
        if not self._together:
            await self._send()

    async def _send(self) -> None:
        unsent, self._unsent = self._unsent, {}
        pages, self._pages = self._pages, {}
        changed, self._changed = self._changed, ChangedRows()
        for key, (base, page) in pages.items():
            room = self.room_of(key)
            unsent[room] = merged([unsent.get(room, {}), self._page_delta(base, page), self._rest_of(changed, page)])
        unsent = {room: unsent[room] for room in sorted(unsent, key=lambda room: room != self.everybody)}
        with span("frame", is_part=True, rooms=len(unsent)):
            await self._socket.deliver(unsent)

    def _page_delta(self, base: TicketPage | None, page: TicketPage) -> Delta:
        patch = patch_between(base, page) if base else None
        return delta(self._screens.tickets, patch=patch) if patch else delta(self._screens.tickets, page=page)

    def _rest_of(self, changed: ChangedRows, page: TicketPage) -> Delta:
        """Return the changed rows that do not travel with the page; of two values in a frame this later one counts."""
        rest = replace(changed, rows=tuple(row for row in changed.rows if row not in page.rows))
        return {} if rest == changed else delta(self._screens.changed, changed=rest)

    def room_of(self, view_key: str) -> str:
        """Return the room of a view."""
        return self._scope + _VIEW + view_key

    def room_of_ticket(self, key: str) -> str:
        """Return the room of a ticket."""
        return self._scope + _TICKET + key

    def room_of_case(self, key: str) -> str:
        """Return the room of a case; of the board if the key is empty."""
        return self._scope + _CASE + key

    def is_occupied(self) -> bool:
        """Return whether any browser is in a room of this scope."""
        return self.everybody in self._socket.rooms()

    def _occupied(self, kind: str) -> frozenset[str]:
        return frozenset(room.removeprefix(kind) for room in self._socket.rooms() if room.startswith(kind))

    def occupied_views(self) -> frozenset[str]:
        """Return the keys of the views whose rooms are occupied."""
        return self._occupied(self._scope + _VIEW)

    def occupied_tickets(self) -> frozenset[str]:
        """Return the keys of the tickets whose rooms are occupied."""
        return self._occupied(self._scope + _TICKET)

    def occupied_cases(self) -> frozenset[str]:
        """Return the keys of the cases whose rooms are occupied; an empty one is the board's."""
        return self._occupied(self._scope + _CASE)

    async def case(self, key: str, case: CaseShown) -> None:
        """Send a case to its room."""
        await self._push(self.room_of_case(key), delta(self._screens.case, case=case))

    async def case_board(self, board: CaseBoard) -> None:
        """Send the board of cases to its room."""
        await self._push(self.room_of_case(""), delta(self._screens.cases, board=board))

    async def ticket(self, ticket: TicketDetail) -> None:
        """Send a ticket to its room."""
        await self._push(self.room_of_ticket(ticket.key), delta(self._screens.ticket, ticket=ticket))

    async def ticket_pulse(self, pulse: TicketPulse) -> None:
        """Send a heartbeat to a ticket's room."""
        await self._push(self.room_of_ticket(pulse.key), delta(self._screens.ticket, pulse=pulse))

    async def page(self, page: TicketPage, base: TicketPage | None = None) -> None:
        """Send a page to its room, or only what has changed since ``base``, the page last sent there.

        Of several pages in one batch only the last is sent, as the difference from the first one's base.
        """
        first, _ = self._pages.get(page.view, (base, page))
        self._pages[page.view] = first, page
        if not self._together:
            await self._send()

    async def pulse(self, pulse: Pulse) -> None:
        """Send a heartbeat to its room."""
        await self._push(self.room_of(pulse.view), delta(self._screens.pulse, pulse=pulse))

    async def figures(self, view_key: str, figures: ListFigures) -> None:
        """Send its filter's figures to a view's room."""
        await self._push(self.room_of(view_key), delta(self._screens.figures, figures=figures))

    async def changed(self, changed: ChangedRows) -> None:
        """Send changed rows to all; each row travels once, whether with a list or beside it."""
        self._changed = changed
        await self._push(self.everybody, delta(self._screens.changed, changed=changed))

    async def status(self, status: Status) -> None:
        """Send the status to all."""
        await self._push(self.everybody, delta(self._screens.status, status=status))

    async def notices(self, notices: tuple[Notice, ...]) -> None:
        """Send the notices to all."""
        await self._push(self.everybody, delta(self._screens.notices, notices=notices))

    async def probe(self, probe: Probe) -> None:
        """Send a probe to all, in the same frame as the pushes it measures."""
        await self._push(self.everybody, delta(self._screens.probe, probe=probe))

    async def bursts(self, bursts: tuple[BurstItem, ...]) -> None:
        """Send the open bursts to all."""
        await self._push(EVERYBODY, delta(self._screens.bursts, bursts=bursts))

    async def choices(self, choices: FilterChoices) -> None:
        """Send the options in the filter menus to all."""
        await self._push(self.everybody, delta(self._screens.choices, choices=choices))

    def occupied_users(self) -> frozenset[str]:
        """Return the usernames with an open tab."""
        return self._occupied(_USER)

    async def bell(self, username: str, bell: Bell) -> None:
        """Send a user's bell to all their tabs."""
        await self._push(room_of_user(username), delta(self._screens.bell, bell=bell))

    async def preferences(self, username: str, preferences: Preferences) -> None:
        """Send a user's preferences to all their tabs."""
        await self._push(room_of_user(username), delta(self._screens.preferences, preferences=preferences))

    async def views(self, username: str, quick: Sequence[ViewItem], saved: Sequence[ViewItem]) -> None:
        """Send the views that a user is offered to all their tabs."""
        await self._push(room_of_user(username), delta(self._screens.views, quick=quick, saved=saved))

    async def view_counts(self, counts: Mapping[str, int]) -> None:
        """Send the counts of the views that everyone may see to all."""
        await self._push(self.everybody, delta(self._screens.views, counts=counts))

    async def my_view_counts(self, username: str, counts: Mapping[str, int]) -> None:
        """Send the counts of a user's own views to all their tabs."""
        await self._push(room_of_user(username), delta(self._screens.views, my_counts=counts))

    async def marks(self, username: str, marks: Marks) -> None:
        """Send some of a user's marks to all their tabs."""
        await self._push(room_of_user(username), delta(self._screens.marks, marks=marks))
