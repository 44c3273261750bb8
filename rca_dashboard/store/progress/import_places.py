"""Progress of imports: saved with the rows that they have stored, so that a kill loses and repeats nothing."""

from collections.abc import Collection, Iterable
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select, update

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.bulk_import import IMPORT_PLACE


def load_places(database: Database) -> dict[str, ImportPlace]:
    """Return each table's progress, by the table's name; a table whose import never began is not included."""
    with database.read() as session:
        rows = session.connection().execute(select(IMPORT_PLACE)).mappings()
        return {row["table"]: ImportPlace(**row) for row in rows}


def save_places(database: Database, places: Iterable[ImportPlace]) -> None:
    """Save progress by itself. Rows and the progress that covers them are saved together by ``upsert``."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        for place in places:
            put_place(connection, place)


def mark_stopped(database: Database, tables: Collection[str], *, is_stopped: bool) -> None:
    """Record that the imports of tables were stopped, or resumed."""
    with database.write() as session:
        mark = update(IMPORT_PLACE).where(IMPORT_PLACE.c.table.in_(tables)).values(is_stopped=is_stopped)
        session.connection().execute(mark)


def forget_places(database: Database, tables: Collection[str]) -> None:
    """Delete the progress of tables."""
    with database.write() as session:
        session.connection().execute(delete(IMPORT_PLACE).where(IMPORT_PLACE.c.table.in_(tables)))


def place_of(connection: Connection, table: str) -> ImportPlace | None:
    """Return a table's progress as this transaction sees it."""
    row = connection.execute(select(IMPORT_PLACE).where(IMPORT_PLACE.c.table == table)).mappings().first()
    return ImportPlace(**row) if row else None


def put_place(connection: Connection, place: ImportPlace) -> None:
    """Write a table's progress, replacing the saved one."""
    connection.execute(delete(IMPORT_PLACE).where(IMPORT_PLACE.c.table == place.table))
    connection.execute(insert(IMPORT_PLACE).values(asdict(place)))
