"""Who looks at the operations page: admins enter its room when it loads, and are shown what all there are shown."""

import contextlib

import reflex as rx
from reflex.state import BaseState
from reflex_base.event import Event

from rca_dashboard.access.identity import Role
from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.push import OPERATIONS
from rca_dashboard.live.reflex_adapter.socket import Socket, is_page_load, sid_of, url_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.queries import DatabaseUnavailableError


class JoinOperations(rx.Middleware):
    """Lets a socket in; it runs after the join that takes sockets out of all rooms that are not theirs.

    Args:
        desk: What is shown.
        socket: Enters rooms.
        socket_sessions: Says whose a socket is.
        shown: Has the backend var ``_is_here``, without which it shows nothing.
        route: The page's.
    """

    def __init__(
        self,
        desk: OperationsDesk,
        socket: Socket,
        socket_sessions: SocketSessions,
        shown: type[BaseState],
        route: str,
    ) -> None:
        self._desk = desk
        self._socket = socket
        self._socket_sessions = socket_sessions
        self._shown = shown
        self._route = route

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> None:  # noqa: ARG002 - Reflex's interface
        """Choose whether the page is shown before the event's own delta carries it; other events pass."""
        if not is_page_load(event):
            return
        root = state._get_root_state()  # noqa: SLF001 - the event's leaf may be any state; the lock holds the whole tree
        sid = sid_of(root)
        is_here = url_of(root).path.rstrip("/") == self._route
        is_here = is_here and self._socket_sessions.identity(sid).role >= Role.ADMIN
        shown = await root.get_state(self._shown)
        shown._is_here = is_here  # noqa: SLF001 - a backend var: no browser can set it
        if not is_here:
            return
        await self._socket.enter(sid, OPERATIONS)
        # Without its database the page shows what is in memory, and the rest comes as soon as it can be read.
        with contextlib.suppress(DatabaseUnavailableError):
            await self._desk.open()
