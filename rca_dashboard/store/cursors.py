"""Cursors: how far each table has been read."""

from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from rca_dashboard.domain.cursor import Cursor
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tables import CURSOR


def load_cursor(database: Database, table: str) -> Cursor:
    """Give a table's cursor; a fresh one where none is saved."""
    with database.read() as session:
        return cursor_of(session.connection(), table)


def save_cursor(database: Database, cursor: Cursor) -> None:
    """Save a cursor by itself; an equal one is not written again.

    Rows and the cursor that speaks of them go together through ``upsert``.
    """
    if load_cursor(database, cursor.table) == cursor:
        return
    with database.write() as session:
        put_cursor(session.connection(), cursor)


def cursor_of(connection: Connection, table: str) -> Cursor:
    """Give a table's cursor as this transaction sees it."""
    row = connection.execute(select(CURSOR).where(CURSOR.c.table == table)).mappings().first()
    return Cursor(**row) if row else Cursor(table=table)


def put_cursor(connection: Connection, cursor: Cursor) -> None:
    """Write a cursor in the place of the saved one."""
    connection.execute(delete(CURSOR).where(CURSOR.c.table == cursor.table))
    connection.execute(insert(CURSOR).values(asdict(cursor)))
