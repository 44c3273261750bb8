"""The identity of a socket: the gate put it into the ASGI scope of the handshake, which Socket.IO keeps."""

import reflex as rx
from socketio import AsyncServer

from rca_dashboard.access.addresses import UNKNOWN, address_of
from rca_dashboard.access.identity import NOBODY, Identity, identity_of


class SocketSessions:
    """Looks up the identities of open sockets.

    Args:
        app: The Reflex app; its server must have been set up, as any app with state has.
    """

    def __init__(self, app: rx.App) -> None:
        self._app = app

    def identity(self, sid: str) -> Identity:
        """Return the identity that opened a socket, or ``NOBODY`` if the socket is gone."""
        if not sid:
            return NOBODY
        environ = self._server.get_environ(sid, self._namespace)
        return identity_of(environ["asgi.scope"]) if environ and "asgi.scope" in environ else NOBODY

    def address(self, sid: str) -> str:
        """Return a socket's client address, as the gate determined it."""
        environ = self._server.get_environ(sid, self._namespace) if sid else None
        return address_of(environ["asgi.scope"]) if environ and "asgi.scope" in environ else UNKNOWN

    def is_again(self, sid: str) -> bool:
        """Return whether a socket's page was connected before: its handshake has the parameter ``again``."""
        environ = self._server.get_environ(sid, self._namespace) if sid else None
        query = environ.get("asgi.scope", {}).get("query_string", b"") if environ else b""
        return b"again=1" in query.split(b"&")

    def sids_of(self, session_ids: frozenset[str]) -> tuple[str, ...]:
        """Return the open sockets of sessions."""
        room = self._server.manager.rooms.get(self._namespace, {}).get(None, {})
        return tuple(sid for sid in tuple(room) if self.identity(sid).session_id in session_ids)

    @property
    def _server(self) -> AsyncServer:
        if self._app.sio is None:
            raise RuntimeError("The Reflex app has no socket yet.")
        return self._app.sio

    @property
    def _namespace(self) -> str:
        if self._app.event_namespace is None:
            raise RuntimeError("The Reflex app has no event namespace yet.")
        return self._app.event_namespace.namespace
