"""One RFC 6455 frame for many sockets: frames from a server have no mask, so the bytes are the same for all."""

from collections.abc import Callable

from starlette.types import Scope
from websockets.frames import Frame, Opcode

# Writes a frame and returns whether it could, immediately: the app's own extension of ASGI's websocket scope.
TakeFrame = Callable[[bytes], bool]
_EXTENSION = "rca_dashboard.take_frame"


def frame_of(text: str) -> bytes:
    """Return the frame for a text."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def offer(scope: Scope, take: TakeFrame) -> None:
    """Declare in a scope that the server accepts frames."""
    scope.setdefault("extensions", {})[_EXTENSION] = take


def withdrawn(scope: Scope) -> Scope:
    """Return a scope whose server accepts no frames: everything goes through ``send``, where wrappers can see it."""
    extensions = {name: each for name, each in scope.get("extensions", {}).items() if name != _EXTENSION}
    return {**scope, "extensions": extensions}


def taker_of(scope: Scope) -> TakeFrame:
    """Return the function that writes frames to a socket; it always returns False if the server has none."""
    return scope.get("extensions", {}).get(_EXTENSION, takes_none)


def takes_none(_frame: bytes) -> bool:
    """Return False: the server accepts no frames, or the socket has closed."""
    return False
