"""What a browser may send over its socket. Whatever is not known here ends the socket.

Engine.IO 4 and Socket.IO 5: one digit for the packet, then, in a message, its kind, the namespace, an id, JSON.
An event's name is compared as it is written: python-socketio would take ``connect`` or ``disconnect`` sent as an
event's name for the real ones, and hand Reflex an environment that the browser made up.
"""

import re
from enum import Enum

# Reflex's own limit is 1 MB; the largest event of our pages is below 4 kB.
LARGEST_MESSAGE_BYTES = 64 * 1024
_MOST_BYTES_A_CHARACTER = 4
_EVENT = re.compile(r'42/_event,\d{0,9}\["(?:event|ping|client_error)"[,\]]')
_CONNECT = re.compile(r"40/_event,(?:\{|$)")
_CONTROLS = frozenset({"1", "2", "3", "41/_event,", "41/_event"})


class Kind(Enum):
    """What a packet is."""

    CONNECT = "connect"
    CONTROL = "control"
    EVENT = "event"
    TOO_LARGE = "too large"
    FOREIGN = "foreign"


def kind_of(text: str | None) -> Kind:
    """Say what a packet is; None stands for a binary one, which no browser of ours sends."""
    if text is None:
        return Kind.FOREIGN
    if is_too_large(text):
        return Kind.TOO_LARGE
    if _EVENT.match(text):
        return Kind.EVENT
    if text in _CONTROLS:
        return Kind.CONTROL
    return Kind.CONNECT if _CONNECT.match(text) else Kind.FOREIGN


def is_too_large(text: str) -> bool:
    """Say whether a packet has more than 64 kB."""
    if len(text) * _MOST_BYTES_A_CHARACTER <= LARGEST_MESSAGE_BYTES:
        return False
    return len(text) > LARGEST_MESSAGE_BYTES or len(text.encode("utf-8", "surrogatepass")) > LARGEST_MESSAGE_BYTES
