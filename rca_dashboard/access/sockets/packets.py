"""The packets that a browser may send over its socket. Any other closes the socket.

Engine.IO 4 and Socket.IO 5: one digit for the packet, then, in a message, its kind, the namespace, an id, JSON.
An event's name is compared literally: python-socketio would mistake ``connect`` or ``disconnect`` sent as an event's
name for the real ones, and pass Reflex an environment that the browser made up.
"""

import json
import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, NoReturn, cast

# Reflex's own limit is 1 MB; the largest event of the app's pages is below 4 kB.
LARGEST_MESSAGE_BYTES = 64 * 1024
_MOST_BYTES_A_CHARACTER = 4
# The app's events are nested 5 deep; python-socketio and Reflex process them recursively.
_DEEPEST = 20
_EVENT = re.compile(r'42/_event,\d{0,9}(?=\["(?:event|ping|client_error)"[,\]])')
_CONNECT = re.compile(r"40/_event,(?=\{|$)")
_CONTROLS = frozenset({"1", "2", "3", "41/_event,", "41/_event"})


class Kind(Enum):
    """The kind of a packet."""

    CONNECT = "connect"
    CONTROL = "control"
    EVENT = "event"
    TOO_LARGE = "too large"
    FOREIGN = "foreign"


def kind_of(text: str | None) -> Kind:
    """Return the kind of a packet; None stands for a binary one, which no page of the app sends."""
    if text is None:
        return Kind.FOREIGN
    if is_too_large(text):
        return Kind.TOO_LARGE
    if text in _CONTROLS:
        return Kind.CONTROL
    for head, kind in ((_EVENT, Kind.EVENT), (_CONNECT, Kind.CONNECT)):
        found = head.match(text)
        if found:
            return kind if _is_shallow_json(text[found.end() :]) else Kind.FOREIGN
    return Kind.FOREIGN


def is_too_large(text: str) -> bool:
    """Return whether a packet is larger than 64 kB."""
    if len(text) * _MOST_BYTES_A_CHARACTER <= LARGEST_MESSAGE_BYTES:
        return False
    return len(text) > LARGEST_MESSAGE_BYTES or len(text.encode("utf-8", "surrogatepass")) > LARGEST_MESSAGE_BYTES


def _is_shallow_json(text: str) -> bool:
    """Return whether a packet's body can be parsed: python-socketio 5 logs a traceback for one that cannot."""
    try:
        level: Iterable[Any] = [json.loads(text, parse_constant=_refuse)] if text else []
    except (ValueError, RecursionError):
        return False
    for _ in range(_DEEPEST):
        level = [inner for part in level for inner in _parts(part)]
        if not level:
            return True
    return False


def _parts(value: Any) -> Iterable[Any]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).values()
    return cast("list[Any]", value) if isinstance(value, list) else ()


def _refuse(constant: str) -> NoReturn:
    message = f"{constant} is no JSON"
    raise ValueError(message)
