"""The audit log: append-only, read page by page."""

from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from rca_dashboard.domain.audit import AuditEntry
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.audit import AUDIT
from rca_dashboard.store.texts import storable


def add_entry(database: Database, entry: AuditEntry) -> None:
    """Write an entry."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        insert_entry(connection, entry)


def insert_entry(connection: Connection, entry: AuditEntry) -> None:
    """Write an entry in the transaction of what it records; the caller must have called ``take_turn``.

    Writers take turns, so that ids are committed in order: a reader who continues after an id misses none.
    """
    values = {
        "at": entry.at,
        "username": storable(entry.username),
        "address": storable(entry.address),
        "action": str(entry.action),
        "subject": storable(entry.subject),
        "detail": storable(entry.detail),
    }
    connection.execute(insert(AUDIT).values(values))


def entries_after(database: Database, after: int, limit: int) -> tuple[AuditEntry, ...]:
    """Return the entries after an id, oldest first."""
    return _entries(database, select(AUDIT).where(AUDIT.c.id > after).order_by(AUDIT.c.id).limit(limit))


def entries_before(database: Database, before: int | None, limit: int) -> tuple[AuditEntry, ...]:
    """Return the entries before an id, newest first; the newest of all for None."""
    wanted = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    return _entries(database, wanted if before is None else wanted.where(AUDIT.c.id < before))


def count_after(database: Database, after: int) -> int:
    """Return the number of entries after an id."""
    with database.read() as session:
        return session.connection().execute(select(func.count()).where(AUDIT.c.id > after)).scalar_one()


def _entries(database: Database, wanted: Select[Any]) -> tuple[AuditEntry, ...]:
    with database.read() as session:
        return tuple(_entry(row) for row in session.connection().execute(wanted))


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        username=row.username,
        address=row.address,
        action=row.action,
        subject=row.subject,
        detail=row.detail,
    )
