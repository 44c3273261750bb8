"""One frame of RFC 6455 for many sockets: a server's frames carry no mask, so that the bytes are the same for all."""

from starlette.types import Message
from websockets.frames import Frame, Opcode

# A key of our own in ASGI's message "websocket.send"; a server that does not know it sends the text.
FRAME = "rca_dashboard.frame"


def prepared(text: str) -> Message:
    """Give the message that sends a text, with its frame for the server that takes one."""
    frame = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
    return {"type": "websocket.send", "text": text, FRAME: frame}
