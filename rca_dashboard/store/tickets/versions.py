"""Versions of tickets: which is newer, and whether two have the same content."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TypeAlias, cast

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import without_display
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.texts import json_octets, json_text, storable_ticket

Order: TypeAlias = tuple[int, datetime]

# Falsy values in Python that are not empty: domain.change.is_empty, without a call for each of a hundred fields.
_NUMBERS = frozenset({bool, int, float})
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def order_of(mod_count: int, updated_at: datetime | None) -> Order:
    """Return a version's rank.

    ``sys_mod_count`` comes first because the database itself increments it with each update of a record, while the
    clocks of an instance's nodes step back: in the UCI log five rows of 141,712 run backwards in time.
    """
    return mod_count, updated_at or _EARLIEST


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a ticket that was read, with storable texts.

    Attributes:
        content: What ServiceNow determines, less empty fields: instances add and drop columns, which changes nothing.
        digest: 64 bits of the content's canonical JSON, without display values: unchanged tickets are recognized
            without reading them whole.
    """

    ticket: Ticket
    order: Order
    content: dict[str, Json]
    digest: int


def version_of(ticket: Ticket) -> Version:
    """Return a read ticket as a version, ready to compare and to store."""
    try:
        content, octets, displays = _content(ticket)
        is_storable = rb"\u0000" not in octets and (displays.isascii() or bool(displays.encode()))
    except UnicodeEncodeError:
        content, octets, displays, is_storable = {}, b"", "", False
    if not is_storable or "\0" in displays:
        ticket = storable_ticket(ticket)
        content, octets, _ = _content(ticket)
    digest = int.from_bytes(blake2b(octets, digest_size=8).digest(), "big", signed=True)
    return Version(ticket, order_of(ticket.mod_count, ticket.updated_at), content, digest)


def in_turn(versions: Sequence[Version]) -> list[Version]:
    """Sort the versions of each ticket; of equal ones, the one that was read later comes later.

    Tickets of the same second come by their numbers, as people read them: lists show them in the order of storing.
    """
    of_ticket: defaultdict[str, list[Version]] = defaultdict(list)
    for version in versions:
        of_ticket[version.ticket.sys_id].append(version)
    turns = {sys_id: iter(sorted(its, key=lambda version: version.order)) for sys_id, its in of_ticket.items()}
    return [next(turns[sys_id]) for sys_id in _by_number(of_ticket, [version.ticket.sys_id for version in versions])]


def _by_number(of_ticket: Mapping[str, Sequence[Version]], sys_ids: Sequence[str]) -> list[str]:
    """Return the tickets of a batch in the places that they have, those of the same second by their numbers."""
    first = {sys_id: its[0].ticket for sys_id, its in of_ticket.items()}
    places: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for place, sys_id in enumerate(sys_ids):
        places[first[sys_id].updated_at].append(place)
    ordered = list(sys_ids)
    for alike in places.values():
        # INC10 comes after INC9.
        named = sorted(
            (len(first[sys_ids[place]].ticket_id), first[sys_ids[place]].ticket_id, place) for place in alike
        )
        for place, (_, _, from_place) in zip(alike, named, strict=True):
            ordered[place] = sys_ids[from_place]
    return ordered


def _content(ticket: Ticket) -> tuple[dict[str, Json], bytes, str]:
    """Return the content, the canonical JSON of what identifies it, and the display values that this leaves out."""
    content = {name: value for name, value in ticket.content().items() if value or type(value) in _NUMBERS}
    compared = content.copy()
    displays: list[str] = []
    # Nothing but a dict is a Mapping here, and asking for its type takes a tenth of the time.
    parts = cast("dict[str, dict[str, Json]]", {name: part for name, part in content.items() if type(part) is dict})
    for name, value in parts.items():
        identity = without_display(value)
        if identity is not value:
            compared[name] = identity
            displays += [part if isinstance(part, str) else json_text(part) for part in value.values()]
    return content, json_octets(compared), "".join(displays)
