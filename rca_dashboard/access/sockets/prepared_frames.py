"""One frame of RFC 6455 for many sockets: a server's frames carry no mask, so that the bytes are the same for all."""

from collections.abc import Callable

from starlette.types import Scope
from websockets.frames import Frame, Opcode

# Writes a frame and says whether it could, at once: an extension of ours to ASGI's scope of a websocket.
TakeFrame = Callable[[bytes], bool]
_EXTENSION = "rca_dashboard.take_frame"


def frame_of(text: str) -> bytes:
    """Return the frame that carries a text."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def offer(scope: Scope, take: TakeFrame) -> None:
    """Say in a scope that the server takes frames."""
    scope.setdefault("extensions", {})[_EXTENSION] = take


def withdrawn(scope: Scope) -> Scope:
    """Return a scope whose server takes no frames: everything is sent by ``send``, for those who have to see it all."""
    extensions = {name: each for name, each in scope.get("extensions", {}).items() if name != _EXTENSION}
    return {**scope, "extensions": extensions}


def taker_of(scope: Scope) -> TakeFrame:
    """Return what writes frames to a socket; where its server has no such thing, it never can."""
    return scope.get("extensions", {}).get(_EXTENSION, takes_none)


def takes_none(_frame: bytes) -> bool:
    """Write nothing, as where a server takes no frames, or the socket has ended."""
    return False
