"""What Engine.IO keeps of a websocket's handshake for as long as it is open: what it and Reflex read of it, no more.

Engine.IO 4.15 describes each request in WSGI's words (PEP 3333), and makes a class to read its body from. A websocket
has no body, and the class refers to itself: 2 kB for each browser that only a full collection finds, and 16 µs.
"""

from typing import Any

from socketio import AsyncServer
from starlette.types import Receive, Scope, Send

_PART = "translate_request"


def keep_little_of_handshakes(server: AsyncServer) -> None:
    """Have a server describe websockets in a few words, and all else as it does."""
    engine: Any = server.eio
    theirs = engine._async[_PART]  # noqa: SLF001 - the parts that it has for ASGI; there is no other way to give it one

    async def describe(scope: Scope, receive: Receive, send: Send) -> dict[str, Any]:
        if scope["type"] != "websocket":
            return await theirs(scope, receive, send)
        await receive()  # ASGI's "connect"
        return described(scope, receive, send)

    engine._async = {**engine._async, _PART: describe}  # noqa: SLF001 - the same


def described(scope: Scope, receive: Receive, send: Send) -> dict[str, Any]:
    """Return a websocket's handshake as Engine.IO reads it."""
    return {
        "REQUEST_METHOD": "GET",
        "HTTP_CONNECTION": "upgrade",
        "HTTP_UPGRADE": "websocket",
        "QUERY_STRING": scope.get("query_string", b"").decode("utf-8", "replace"),
        "asgi.scope": scope,
        "asgi.receive": receive,
        "asgi.send": send,
    }
