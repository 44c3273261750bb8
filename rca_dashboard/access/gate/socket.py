"""The gate for websockets: a handshake that is not allowed is refused before the socket opens."""

import asyncio
import logging
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rca_dashboard.access.gate.tab_tokens import bound_query
from rca_dashboard.access.gate.visitors import Visitors
from rca_dashboard.access.identity import Role
from rca_dashboard.access.sockets.open_socket import POLICY, announce
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.store.engine import DatabaseUnavailableError

logger = logging.getLogger(__name__)

_MOST_ORIGINS_NAMED = 20
# The headers that Engine.IO reads. Reflex would keep all others while the page is open, and expose them to it.
_HEADERS_OF_A_SOCKET = frozenset({b"host", b"connection", b"upgrade"})


class SocketGate:
    """Accepts sockets from allowed origins with a valid login.

    Args:
        app: The ASGI app that Reflex built.
        visitors: Identifies visitors.
        may_call: Returns whether an ``Origin`` is allowed.
        sockets: Counts and throttles the open sockets.
    """

    def __init__(self, app: ASGIApp, visitors: Visitors, may_call: Callable[[str], bool], sockets: OpenSockets) -> None:
        self._app = app
        self._visitors = visitors
        self._may_call = may_call
        self._sockets = sockets
        self._named: set[str] = set()
        self._has_logged_limit = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a socket, or run it until it closes."""
        announced = await self._announced(scope)
        opened = self._sockets.open(*announced[:3], receive, _greeting(send, announced[3])) if announced else None
        if announced is not None and opened is None and not self._has_logged_limit:
            self._has_logged_limit = True
            logger.warning(
                "Refused a websocket: %s has reached LIMIT_SOCKETS_PER_USER; behind a proxy, set TRUSTED_PROXIES so "
                "that its users are counted separately",
                announced[1],
            )
        if announced is None or opened is None:
            # Closing before accepting is a 403 response (ASGI, "Close - send event").
            await receive()
            await send({"type": "websocket.close", "code": POLICY})
            return
        try:
            announce(announced[0], opened)
            await self._app(announced[0], opened.receive, opened.send)
        except asyncio.CancelledError:
            if not opened.is_ended:
                raise
            # Expected: the app closed the socket, and the server did not report that to Engine.IO.
        finally:
            self._sockets.forget(opened)

    async def _announced(self, scope: Scope) -> tuple[Scope, str, str, str] | None:
        """Return the scope for the app, whom the socket counts for, its session and a new cookie; None to refuse it."""
        if not self._visitors.may_ask(scope) or not self._is_from_own_page(scope):
            return None
        try:
            identity, cookie = self._visitors.first_visit(await self._visitors.identity(scope))
        except DatabaseUnavailableError:
            return None
        query = bound_query(scope.get("query_string", b""), identity.session_id)
        if identity.role is Role.NOBODY or query is None:
            return None
        seen = self._visitors.announced(scope, identity)
        headers = [header for header in seen["headers"] if header[0] in _HEADERS_OF_A_SOCKET]
        announced = {**seen, "query_string": query, "headers": headers}
        return announced, self._visitors.counted_as(scope, identity), identity.session_id, cookie

    def _is_from_own_page(self, scope: Scope) -> bool:
        origins = Headers(scope=scope).getlist("origin")
        if len(origins) == 1 and self._may_call(origins[0]):
            return True
        shown = (origins[0] if origins else "no origin")[:200]
        if shown not in self._named and len(self._named) < _MOST_ORIGINS_NAMED:
            self._named.add(shown)
            logger.warning(
                "Refused a websocket from %r: set PUBLIC_URL to the app's address, or add the origin to CORS_ORIGINS",
                shown,
            )
        return False


def _greeting(send: Send, cookie: str) -> Send:
    """Return a ``send`` that sets a cookie as the socket is accepted: pages come from elsewhere in development."""
    if not cookie:
        return send

    async def greeted(message: Message) -> None:
        if message["type"] == "websocket.accept":
            message = {**message, "headers": [*message.get("headers", ()), (b"set-cookie", cookie.encode())]}
        await send(message)

    return greeted
