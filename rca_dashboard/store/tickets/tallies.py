"""Update the tallies of kinds and names in the transaction that writes the tickets."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, TypeAlias

from sqlalchemy import Connection, RowMapping, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from rca_dashboard.store.schema.tallies import KIND_FIELDS, NAME_FIELDS, TICKET_KIND, TICKET_NAME

# A row of the ticket table, or as much of it as is tallied.
Row: TypeAlias = Mapping[str, Any] | RowMapping

_K = TICKET_KIND.c
_DIGESTS_IN_ONE_QUESTION = 1_000


def kind_digest(row: Row) -> int:
    """Return the digest that identifies a ticket's kind."""
    return _digest([row[name] for name in KIND_FIELDS])


def name_digest(sys_id: str, name: str) -> int:
    """Return the digest that identifies a group or a person under one of its names."""
    return _digest([sys_id, name])


def tally(connection: Connection, *, gone: Iterable[Row], come: Iterable[dict[str, Any]]) -> None:
    """Remove some rows from the tallies and add others, which get their ``kind``.

    Args:
        connection: The transaction that writes the tickets, after ``take_turn``.
        gone: Rows as they were stored, with their ``kind``; deleted ones are in no tally and must not be included.
        come: Rows as they will be stored.
    """
    names: Counter[tuple[str, str, str]] = Counter()
    lost: Counter[int] = Counter()
    for row in gone:
        lost[row["kind"]] += 1
        names.subtract(_names(row))
    # A thousand tickets are of some ten kinds: only these are hashed.
    alike: defaultdict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in come:
        alike[tuple(row[name] for name in KIND_FIELDS)].append(row)
        names.update(_names(row))
    won = {kind_digest(rows[0]): rows for rows in alike.values()}
    kinds = _kinds(connection, {digest: rows[0] for digest, rows in won.items()})
    for digest, rows in won.items():
        lost[kinds[digest]] -= len(rows)
        for row in rows:
            row["kind"] = kinds[digest]
    if changed := [{"wanted": kind, "less": less} for kind, less in lost.items() if less]:
        connection.execute(_COUNT_KIND, changed)
    _count_names(connection, names)


def _digest(values: list[Any]) -> int:
    octets = json.dumps(values, ensure_ascii=False).encode()
    return int.from_bytes(blake2b(octets, digest_size=8).digest(), "big", signed=True)


def _names(row: Row) -> list[tuple[str, str, str]]:
    return [
        (field, row[f"{field}_id"], row[f"{field}_name"] or "")
        for field in NAME_FIELDS
        if row[f"{field}_id"] is not None
    ]


def _kinds(connection: Connection, wanted: Mapping[int, Row]) -> dict[int, int]:
    """Return the kinds with these digests, creating new ones."""
    digests = sorted(wanted)
    kinds: dict[int, int] = {}
    for start in range(0, len(digests), _DIGESTS_IN_ONE_QUESTION):
        some = digests[start : start + _DIGESTS_IN_ONE_QUESTION]
        kinds.update(
            (row.digest, row.id) for row in connection.execute(select(_K.digest, _K.id).where(_K.digest.in_(some)))
        )
    if missing := [digest for digest in digests if digest not in kinds]:
        last = connection.execute(select(func.max(_K.id))).scalar() or 0
        kinds |= {digest: last + place for place, digest in enumerate(missing, start=1)}
        made = [
            {"id": kinds[digest], "digest": digest, "count": 0, **{name: wanted[digest][name] for name in KIND_FIELDS}}
            for digest in missing
        ]
        connection.execute(insert(TICKET_KIND), made)
    return kinds


def _count_names(connection: Connection, names: Counter[tuple[str, str, str]]) -> None:
    rows = [
        {"field": field, "digest": name_digest(sys_id, name), "sys_id": sys_id, "name": name, "count": count}
        for (field, sys_id, name), count in names.items()
        if count
    ]
    if rows:
        statement = _insert(connection, TICKET_NAME)
        added = TICKET_NAME.c.count + statement.excluded["count"]
        connection.execute(
            statement.on_conflict_do_update(index_elements=["field", "digest"], set_={"count": added}), rows
        )


def _insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


_COUNT_KIND = update(TICKET_KIND).where(_K.id == bindparam("wanted")).values(count=_K.count - bindparam("less"))
