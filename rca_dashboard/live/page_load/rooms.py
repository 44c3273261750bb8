"""Which rooms a browser is in: those of the view and the ticket in its address, its user's, and the one of all."""

import contextlib

from rca_dashboard.access.identity import Role
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.operations.push import OPERATIONS
from rca_dashboard.live.page_load.case_address import case_asked_for
from rca_dashboard.live.page_load.context import PageLoadContext
from rca_dashboard.live.page_load.ticket_address import ticket_asked_for
from rca_dashboard.live.personal.named_views import NamedViews
from rca_dashboard.live.push import RoomPush, room_of_user
from rca_dashboard.live.reflex_adapter.socket import Socket
from rca_dashboard.live.sights import Sights
from rca_dashboard.store.queries import DatabaseUnavailableError


class Rooms:
    """Puts a socket into the rooms that its address names.

    The address alone decides, so that a reconnect which Reflex mistakes for a second tab (reflex-dev/reflex#6345)
    loses nothing.

    Args:
        sights: Whose rooms they are, and who looks up a ticket by its number.
        views: Looks up the list of a saved view.
        socket: Enters rooms and leaves them.
        list_route: The list's page.
        operations_route: The operations page, which only admins see.
    """

    def __init__(
        self, sights: Sights, views: NamedViews, socket: Socket, *, list_route: str, operations_route: str
    ) -> None:
        self._sights = sights
        self._views = views
        self._socket = socket
        self._list_route = list_route.rstrip("/")
        self._operations_route = operations_route

    async def choose(self, load: PageLoadContext) -> None:
        """Determine what the address names."""
        path = load.url.path.rstrip("/")
        on_list = path == self._list_route
        if on_list:
            load.view = await self._list_at(load)
        load.ticket_key = await self._key_of(load, ticket_asked_for(load.url, on_list=on_list))
        load.case = case_asked_for(load.url)
        load.is_operations = path == self._operations_route and load.identity.role >= Role.ADMIN

    async def join(self, load: PageLoadContext) -> None:
        """Leave the rooms that a browser no longer shows, and enter those it does."""
        wanted = _rooms_of(load, self._sights.of(load.identity).push)
        for room in self._socket.rooms_of(load.sid):
            if room not in wanted:
                await self._socket.leave(load.sid, room)
        for room in wanted:
            await self._socket.enter(load.sid, room)

    async def _list_at(self, load: PageLoadContext) -> View:
        # A list of unread tickets differs by user, so its room is the user's own.
        username, parameters = load.identity.username, load.url.query_parameters
        with contextlib.suppress(DatabaseUnavailableError):
            return await self._views.list_at(username, parameters)
        return View.from_address(parameters).for_reader(username)

    async def _key_of(self, load: PageLoadContext, asked: str) -> str:
        # Without the database the number itself is the key; the hub looks it up as soon as it can.
        with contextlib.suppress(DatabaseUnavailableError):
            return await self._sights.of(load.identity).hub.tickets.key_of(asked) if asked else ""
        return asked


def _rooms_of(load: PageLoadContext, push: RoomPush) -> set[str]:
    wanted = {push.everybody}
    if load.identity.username:
        wanted.add(room_of_user(load.identity.username))
    if load.view:
        wanted.add(push.room_of(load.view.key))
    if load.ticket_key:
        wanted.add(push.room_of_ticket(load.ticket_key))
    if load.case is not None:
        wanted.add(push.room_of_case(load.case))
    if load.is_operations:
        wanted.add(OPERATIONS)
    return wanted
