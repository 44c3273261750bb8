"""Texts that both databases accept.

PostgreSQL refuses NUL characters, and no database accepts a lone surrogate, which JSON can carry. Both become U+FFFD
here, on the way in, in both databases: a ticket is then the same everywhere, and search finds it.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from rca_dashboard.domain.tickets.ticket import Reference, Ticket

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


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
