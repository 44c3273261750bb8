"""The guard before every event: the login goes on, and its role is high enough. It stands before all other middleware.

A socket outlives the moment it was let in, so its login is asked for anew with each event (from memory, for two
seconds), and handlers that a handler calls pass here as well.
"""

import logging
from typing import Any

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from rca_dashboard.access.gate.paths import login_location
from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.live.reflex_adapter.event_arguments import BadEventError, checked_event
from rca_dashboard.live.reflex_adapter.handler_roles import role_of_event
from rca_dashboard.live.reflex_adapter.socket import Socket, sid_of, url_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.engine import DatabaseUnavailableError

logger = logging.getLogger(__name__)

_LONGEST_NAME = 300
_MOST_NAMES_TOLD = 100


class Guard(rx.Middleware):
    """Refuses events; ``app.add_middleware(guard, index=0)`` puts it before the one that joins rooms.

    Args:
        socket: Sends, and leaves rooms.
        socket_sessions: Says whose a socket is.
        sessions: The logins; None where everybody may do everything.
    """

    def __init__(self, socket: Socket, socket_sessions: SocketSessions, sessions: Sessions | None) -> None:
        self._socket = socket
        self._socket_sessions = socket_sessions
        self._sessions = sessions
        self._told: set[tuple[str, str]] = set()

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's interface
        """Let an event pass (None), or answer it with nothing, or with the way to the login."""
        opened_by = self._socket_sessions.identity(sid_of(state))
        try:
            identity = await self._current(opened_by)
        except DatabaseUnavailableError:
            return StateUpdate()  # nothing can be shown now; the page says that it is stale and asks again
        if identity is None or identity.role is Role.NOBODY:
            return to_login(url_of(state).path, url_of(state).query)
        role = role_of_event(event.name)
        if role is not None and identity.role >= role:
            return None
        self._tell(identity, event.name, "it states no role" if role is None else "the role is too low")
        return StateUpdate()

    async def send_to_login(self, session_ids: frozenset[str]) -> None:
        """Tell the pages of logins that have ended to leave, and push nothing to them any more."""
        for sid in self._socket_sessions.sids_of(session_ids):
            for room in self._socket.rooms_of(sid):
                await self._socket.leave(sid, room)
            await self._socket.emit(sid, to_login("/"))

    def refuse_unknown_events(self, app: rx.App) -> None:
        """Refuse what no page of ours sends before Reflex queues it; whoever asks for an acknowledgement learns why.

        Reflex 0.10.1 logs each with a traceback and all it carries, and keeps a future of it for ever.
        """
        namespace = app.event_namespace
        if namespace is None:
            raise RuntimeError("The Reflex app has no event namespace yet.")
        on_event, on_ping, on_client_error = namespace.on_event, namespace.on_ping, namespace.on_client_error

        async def checked(sid: str, data: Any = None, *_: Any) -> str | None:  # noqa: ANN401 - whatever a browser sends
            try:
                event = checked_event(data)
            except BadEventError as error:
                self._tell(self._socket_sessions.identity(sid), error.handler or "an event", str(error))
                return str(error)
            await on_event(sid, event)
            return None

        async def ping(sid: str, *_: Any) -> None:  # noqa: ANN401 - the same
            await on_ping(sid)

        async def client_error(sid: str, data: Any = None, *_: Any) -> None:  # noqa: ANN401 - the same
            await on_client_error(sid, data)

        for name, handler in (("on_event", checked), ("on_ping", ping), ("on_client_error", client_error)):
            setattr(namespace, name, handler)

    async def _current(self, identity: Identity) -> Identity | None:
        return identity if self._sessions is None else await self._sessions.current(identity)

    def _tell(self, identity: Identity, name: str, reason: str) -> None:
        if (identity.username, name) in self._told or len(self._told) >= _MOST_NAMES_TOLD:
            return
        self._told.add((identity.username, name))
        logger.warning("Refused %s to %s: %s", name[:_LONGEST_NAME], identity.username, reason)


def to_login(path: str, query: str = "") -> StateUpdate:
    """Return the update that takes a page to the login."""
    redirect = rx.redirect(login_location(path, query), replace=True)
    return StateUpdate(events=Event.from_event_type(redirect))
