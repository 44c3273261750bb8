"""Texts that both databases accept, and JSON as it is stored.

PostgreSQL refuses NUL characters, and no database accepts a lone surrogate, which JSON can carry. Both become U+FFFD
here, on the way in, in both databases: a ticket is then the same everywhere, and search finds it.

orjson writes the text of Python's ``json`` in a tenth of its time. Two texts differ: numbers below 0.0001 and from 1e16
on, of which Python writes the exponent in another way. As digests of tickets with such numbers differ too, they are
corrected when the tickets come again; no ticket changes by it.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import orjson

from rca_dashboard.domain.tickets.ticket import Reference, Ticket

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def storable(text: str) -> str:
    """Return the text with U+FFFD in place of each NUL and each lone surrogate."""
    if text.isascii() and "\0" not in text:
        return text
    # A pair that came in two halves is one character; "surrogatepass" joins it.
    utf16 = text.replace("\0", REPLACEMENT).encode("utf-16-le", "surrogatepass")
    return utf16.decode("utf-16-le", "replace")


def storable_ticket(ticket: Ticket) -> Ticket:
    """Return the ticket with all its texts storable."""
    return replace(ticket, **{field.name: _storable(getattr(ticket, field.name)) for field in fields(ticket)})


def _storable(value: Any) -> Any:  # noqa: ANN401 - whatever a ticket's field holds
    match value:
        case str():
            return storable(value)
        case Reference():
            return Reference(storable(value.id), storable(value.name))
        case Mapping():
            return {storable(str(name)): _storable(part) for name, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case tuple():
            return tuple(_storable(part) for part in value)  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [_storable(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


def json_octets(value: object) -> bytes:
    """Return the canonical JSON of a value: UTF-8 without spaces, names in order.

    Raises:
        UnicodeEncodeError: If one of its texts holds half of a surrogate pair.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # What orjson refuses: integers of more than 64 bits, values in more than 254 others, halves of pairs.
        return _CANONICAL.encode(value).encode()


def json_text(value: object) -> str:
    """Return the JSON of a value without spaces, names as they come."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return _PLAIN.encode(value)
