"""Reduces what Engine.IO keeps of a websocket's handshake while it is open to what it and Reflex read of it.

Engine.IO 4.15 translates each request to a WSGI environ (PEP 3333), and creates a class to read its body from. A
websocket has no body, and the class is a reference cycle: 2 kB per browser that only a full garbage collection finds,
and 16 µs.
"""

from typing import Any

from socketio import AsyncServer
from starlette.types import Receive, Scope, Send

_PART = "translate_request"


def keep_little_of_handshakes(server: AsyncServer) -> None:
    """Make a server keep little of websocket handshakes, and translate all other requests as before."""
    engine: Any = server.eio
    theirs = engine._async[_PART]  # noqa: SLF001 - the parts that it has for ASGI; there is no other way to give it one

    async def describe(scope: Scope, receive: Receive, send: Send) -> dict[str, Any]:
        if scope["type"] != "websocket":
            return await theirs(scope, receive, send)
        await receive()  # ASGI's "connect"
        return described(scope, receive, send)

    engine._async = {**engine._async, _PART: describe}  # noqa: SLF001 - the same


def described(scope: Scope, receive: Receive, send: Send) -> dict[str, Any]:
    """Return the part of a websocket's handshake that Engine.IO reads."""
    return {
        "REQUEST_METHOD": "GET",
        "HTTP_CONNECTION": "upgrade",
        "HTTP_UPGRADE": "websocket",
        "QUERY_STRING": scope.get("query_string", b"").decode("utf-8", "replace"),
        "asgi.scope": scope,
        "asgi.receive": receive,
        "asgi.send": send,
    }
