"""The guard before every event: the session is still valid, and its role is sufficient. It runs before all steps.

A socket outlives its handshake, so its session is checked again for each event (cached for two seconds); handlers
called by handlers pass the guard too.
"""

import logging

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from rca_dashboard.access.gate.paths import login_location
from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.live.reflex_adapter.event_check import check_events
from rca_dashboard.live.reflex_adapter.handler_roles import role_of_event
from rca_dashboard.live.reflex_adapter.socket import Socket, sid_of, url_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.engine import DatabaseUnavailableError

logger = logging.getLogger(__name__)

_LONGEST_NAME = 300
_MOST_NAMES_LOGGED = 100


class Guard:
    """Refuses events.

    Args:
        socket_sessions: Looks up the identity of a socket.
        sessions: The login sessions; None if no login is required.
    """

    def __init__(self, socket_sessions: SocketSessions, sessions: Sessions | None) -> None:
        self._socket_sessions = socket_sessions
        self._sessions = sessions
        self._logged: set[tuple[str, str]] = set()

    async def refusal(self, state: BaseState, event: Event) -> StateUpdate | None:
        """Return None for an allowed event, or the answer to a refused one: an empty update or a redirect to login."""
        opened_by = self._socket_sessions.identity(sid_of(state))
        try:
            identity = await self._current(opened_by)
        except DatabaseUnavailableError:
            return StateUpdate()  # no data can be shown now; the page says that it is stale and retries
        if identity is None or identity.role is Role.NOBODY:
            return to_login(url_of(state).path, url_of(state).query)
        role = role_of_event(event.name)
        if role is not None and identity.role >= role:
            return None
        self._log(identity, event.name, "it states no role" if role is None else "the role is too low")
        return StateUpdate()

    def refuse_unknown_events(self, app: rx.App) -> None:
        """Refuse events that no page of the app sends, before Reflex queues them."""
        check_events(app, lambda sid, name, reason: self._log(self._socket_sessions.identity(sid), name, reason))

    async def _current(self, identity: Identity) -> Identity | None:
        return identity if self._sessions is None else await self._sessions.current(identity)

    def _log(self, identity: Identity, name: str, reason: str) -> None:
        if (identity.username, name) in self._logged or len(self._logged) >= _MOST_NAMES_LOGGED:
            return
        self._logged.add((identity.username, name))
        logger.warning("Refused %s to %s: %s", name[:_LONGEST_NAME], identity.username, reason)


class EndedLogins:
    """Redirects pages whose session has ended to the login.

    Args:
        socket: Sends, and leaves rooms.
        socket_sessions: Finds the sockets of a session.
    """

    def __init__(self, socket: Socket, socket_sessions: SocketSessions) -> None:
        self._socket = socket
        self._socket_sessions = socket_sessions

    async def send_to_login(self, session_ids: frozenset[str]) -> None:
        """Redirect the pages of ended sessions to the login, and stop pushing to them."""
        for sid in self._socket_sessions.sids_of(session_ids):
            for room in self._socket.rooms_of(sid):
                await self._socket.leave(sid, room)
            await self._socket.emit(sid, to_login("/"))


def to_login(path: str, query: str = "") -> StateUpdate:
    """Return the update that redirects a page to the login."""
    redirect = rx.redirect(login_location(path, query), replace=True)
    return StateUpdate(events=Event.from_event_type(redirect))  # pyright: ignore[reportUnknownMemberType] - Reflex leaves its event types open
