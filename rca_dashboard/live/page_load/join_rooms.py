"""Join, then snapshot: a browser is in its view's room before the first page is read, so that nothing falls between."""

import contextlib

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from rca_dashboard.domain.views.view import View
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.page_load.ticket_address import ticket_asked_for
from rca_dashboard.live.push import EVERYBODY, room_of, room_of_ticket, room_of_user
from rca_dashboard.live.reflex_adapter.socket import Socket, is_page_load, sid_of, url_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.queries import DatabaseUnavailableError


class JoinBeforeSnapshot(rx.Middleware):
    """Puts a socket into the room of the view in its URL when a page loads; it runs under the state's lock.

    The view is read from the URL and from nothing else, so that a reconnect which Reflex takes for a second tab
    (reflex-dev/reflex#6345) loses nothing.
    """

    def __init__(
        self,
        hub: Hub,
        socket: Socket,
        socket_sessions: SocketSessions,
        tickets: type[BaseState],
        ticket: type[BaseState],
        list_route: str,
    ) -> None:
        self._hub = hub
        self._socket_sessions = socket_sessions
        self._socket = socket
        self._tickets = tickets
        self._ticket = ticket
        self._list_route = list_route

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's interface
        """Choose the room before the event's own delta carries the page; other events pass."""
        if not is_page_load(event):
            return
        root = state._get_root_state()  # noqa: SLF001 - the event's leaf may be any state; the lock holds the whole tree
        sid, url = sid_of(root), url_of(root)
        tickets = await root.get_state(self._tickets)
        on_list = url.path.rstrip("/") == self._list_route.rstrip("/")
        view = View.from_query_or_default(url.query_parameters) if on_list else None
        if view is not None:  # before the room is chosen: a list of what is unread is its reader's alone
            view = view.for_reader(self._socket_sessions.identity(sid).username)
        key = await self._key_of(ticket_asked_for(url, on_list=on_list))
        await self._enter(sid, view, key)
        if view is not None:
            # Without its database the hub sends the page as soon as it can read it: the browser is in the room.
            with contextlib.suppress(DatabaseUnavailableError):
                await self._hub.open(view)
        if key:
            with contextlib.suppress(DatabaseUnavailableError):
                await self._hub.tickets.open(key)
        ticket = await root.get_state(self._ticket)
        ticket._key = key  # noqa: SLF001 - the same
        tickets._view_key = view.key if view else ""  # noqa: SLF001 - a backend var: no browser can set it

    async def _key_of(self, asked: str) -> str:
        # Without its database the number itself is the key; the hub looks it up as soon as it can.
        with contextlib.suppress(DatabaseUnavailableError):
            return await self._hub.tickets.key_of(asked) if asked else ""
        return asked

    async def _enter(self, sid: str, view: View | None, ticket_key: str) -> None:
        username = self._socket_sessions.identity(sid).username
        wanted = {EVERYBODY} | ({room_of_user(username)} if username else set())
        wanted |= {room_of(view.key)} if view else set()
        wanted |= {room_of_ticket(ticket_key)} if ticket_key else set()
        for room in self._socket.rooms_of(sid):
            if room not in wanted:
                await self._socket.leave(sid, room)
        for room in wanted:
            await self._socket.enter(sid, room)
