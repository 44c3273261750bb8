"""The peer of the ingest: the same columns of the same table, written with Python's own ``sqlite3``."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.schema.column_types import UtcTime
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.rows import values_of
from rca_dashboard.store.tickets.sla_columns import NO_SLA
from rca_dashboard.store.tickets.versions import Version, order_of

_COLUMNS = tuple(column.name for column in TICKET.c)
_TIMES = tuple(column.name for column in TICKET.c if isinstance(column.type, UtcTime))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_UPSERT = f"INSERT OR REPLACE INTO ticket ({_NAMES}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608 - our own names


class BareSqlite:
    """Writes tickets without reading what was there; one transaction per page.

    Args:
        path: A database with the app's tables, indexes and SQLite settings.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("synchronous = NORMAL", "cache_size = -16000", "wal_autocheckpoint = 8000"):
            self._connection.execute(f"PRAGMA {setting}")

    def put(self, tickets: Sequence[Ticket]) -> None:
        """Write tickets and commit."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(_UPSERT, [_row(ticket) for ticket in tickets])
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """Return how many tickets are there."""
        return self._connection.execute("SELECT count(*) FROM ticket").fetchone()[0]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _row(ticket: Ticket) -> dict[str, Any]:
    # Neither content nor digest: they serve change detection, which the peer lacks.
    version = Version(ticket, order_of(ticket.mod_count, ticket.updated_at), {}, 0)
    # SQLite gives the row its number; the peer has one kind of tickets.
    row = {"id": None, "kind": 0, **NO_SLA, **values_of(version, revision=0, arrived_at=None)}
    for name in _TIMES:
        row[name] = None if row[name] is None else (row[name] - _EPOCH) // timedelta(microseconds=1)
    return row
