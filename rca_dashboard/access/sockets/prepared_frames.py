"""One RFC 6455 frame for many sockets: frames from a server have no mask, so the bytes are the same for all."""

from collections.abc import Callable

from starlette.types import Scope
from websockets.frames import Frame, Opcode

WriteFrame = Callable[[bytes], None]
# Returns what writes a frame, if one can be written immediately: the app's own extension of ASGI's websocket scope.
WriterNow = Callable[[], WriteFrame | None]
_EXTENSION = "rca_dashboard.writer"


def frame_of(text: str) -> bytes:
    """Return the frame for a text."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def offer(scope: Scope, writer: WriterNow) -> None:
    """Declare in a scope that the server accepts frames."""
    scope.setdefault("extensions", {})[_EXTENSION] = writer


def withdrawn(scope: Scope) -> Scope:
    """Return a scope whose server accepts no frames: everything goes through ``send``, where wrappers can see it."""
    extensions = {name: each for name, each in scope.get("extensions", {}).items() if name != _EXTENSION}
    return {**scope, "extensions": extensions}


def writer_of(scope: Scope) -> WriterNow:
    """Return the function that finds what writes frames to a socket; it always returns None if the server has none."""
    return scope.get("extensions", {}).get(_EXTENSION, writes_none)


def writes_none() -> None:
    """Return None: the server accepts no frames, or the socket has closed."""
