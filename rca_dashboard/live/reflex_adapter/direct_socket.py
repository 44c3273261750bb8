"""Websockets go to Socket.IO directly, bypassing the layers of FastAPI and Starlette that Reflex puts around REST.

They do nothing for a socket, and each keeps a call, a scope and a wrapper of ``send`` for as long as it is open.
"""

from typing import Any

import reflex as rx
from reflex_base.config import get_config
from reflex_base.constants import Endpoint
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class DirectSocket:
    """Routes Reflex's websocket to its Socket.IO server, and everything else to the app.

    Args:
        app: The Reflex app, which has been set up.
        inside: The ASGI app that Reflex built.
    """

    def __init__(self, app: rx.App, inside: ASGIApp) -> None:
        self._app = app
        self._inside = inside
        self._path = get_config().prepend_backend_path(str(Endpoint.EVENT))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run a socket until it closes, or call the app."""
        server: Any = self._app.sio
        if scope["type"] != "websocket" or scope["path"].rstrip("/") != self._path or server is None:
            await self._inside(scope, receive, send)
            return
        self._app._set_contexts_internal()  # noqa: SLF001 - as Reflex's own outermost layer does for each request
        await server.handle_request(scope, receive, _with_protocol(scope, send))


def _with_protocol(scope: Scope, send: Send) -> Send:
    """Accept the subprotocol that the page requests, which is Reflex's version; without it browsers disconnect."""
    if not scope.get("subprotocols"):
        return send

    async def accepting(message: Message) -> None:
        if message["type"] == "websocket.accept":
            message["subprotocol"] = scope["subprotocols"][0]
        await send(message)

    return accepting
