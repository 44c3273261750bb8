"""Cursors: how far each table has been polled."""

from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.progress.import_places import place_of, put_place
from rca_dashboard.store.schema.tickets import CURSOR


def load_cursor(database: Database, table: str) -> Cursor:
    """Return a table's cursor; an initial one if none is saved."""
    with database.read() as session:
        return cursor_of(session.connection(), table)


def save_cursor(database: Database, cursor: Cursor) -> None:
    """Save a cursor by itself, unless an equal one is saved.

    Rows and the cursor that covers them are saved together by ``upsert``.
    """
    if load_cursor(database, cursor.table) == cursor:
        return
    with database.write() as session:
        put_cursor(session.connection(), cursor)


def settle_cursor(database: Database, first: Cursor) -> tuple[Cursor, bool]:
    """Save a table's first cursor if none is saved yet; return the saved one, and whether it was created.

    This makes polls and the import agree on where one ends and the other begins.
    """
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        saved = cursor_of(connection, first.table)
        if saved.since is not None:
            return saved, False
        put_cursor(connection, first)
    return first, True


def cursor_of(connection: Connection, table: str) -> Cursor:
    """Return a table's cursor as this transaction sees it."""
    row = connection.execute(select(CURSOR).where(CURSOR.c.table == table)).mappings().first()
    return Cursor(**row) if row else Cursor(table=table)


def put_cursor(connection: Connection, cursor: Cursor) -> None:
    """Write a cursor, replacing the saved one."""
    connection.execute(delete(CURSOR).where(CURSOR.c.table == cursor.table))
    connection.execute(insert(CURSOR).values(asdict(cursor)))


def is_saved(connection: Connection, place: Cursor | ImportPlace) -> bool:
    """Return whether this transaction sees exactly this progress."""
    if isinstance(place, ImportPlace):
        return place_of(connection, place.table) == place
    return cursor_of(connection, place.table) == place


def put(connection: Connection, place: Cursor | ImportPlace) -> None:
    """Write the progress of a poll or an import."""
    if isinstance(place, ImportPlace):
        put_place(connection, place)
    else:
        put_cursor(connection, place)
