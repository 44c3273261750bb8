"""Connections to SQLite: one writer and many readers, and a file that may vanish under them."""

import os
import sqlite3
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, FromClause, Table, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL

# Long enough for a page of an import to commit before the next writer gives up.
BUSY_SECONDS = 5
# Twice what an import leaves between two checkpoints.
USUAL_LOG_BYTES = 64 * 1024 * 1024
# Worker threads of one process (AnyIO's default is 40), each of which may hold a connection to a SQLite file.
_SQLITE_CONNECTIONS = 40


class OpenFile:
    """The file that the first connection opened, recognized by its device and inode.

    Args:
        engine: The engine of the file.
    """

    def __init__(self, engine: Engine) -> None:
        self._path = str(engine.url.database).removeprefix("file:")
        self._opened: tuple[int, int] | None = None
        event.listen(engine, "connect", self._note)

    def is_gone(self) -> bool:
        """Return whether it is deleted, or another file has taken its place."""
        return self._opened is not None and self._identity() != self._opened

    def forget(self) -> None:
        """Take whatever file the next connection opens."""
        self._opened = None

    def _note(self, _connection: object, _record: object) -> None:
        self._opened = self._opened or self._identity()

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - a third of Path.stat's time, in every transaction
        except OSError:
            return None
        return found.st_dev, found.st_ino


def sqlite_engine(url: URL) -> Engine:
    """Return the engine of a file."""
    engine = create_engine(
        url, max_overflow=_SQLITE_CONNECTIONS, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
    )
    engine.dialect.statement_compiler = _WithHints
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class _WithHints(SQLiteCompiler):
    """Renders the hints of ``with_hint`` into statements; SQLAlchemy's own compiler for SQLite drops them."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        # What a limited reader sees in place of the table has no indexes (limits.py).
        return text if isinstance(table, Table) else None


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    # Otherwise Python's sqlite3 would begin transactions itself, and too late.
    connection.isolation_level = None
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # 16 MB instead of 2: the sys_ids of an import are random, and their index should stay in memory.
    connection.execute("PRAGMA cache_size = -16000")
    # 32 MB instead of 4: a page of an import writes 10 MB, and would checkpoint it at each commit.
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
    # Otherwise the file keeps the largest size that it ever had, such as that of a night with an open read.
    connection.execute(f"PRAGMA journal_size_limit = {USUAL_LOG_BYTES}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _use_wal(connection: SqliteConnection) -> None:
    # Query first: changing to WAL needs exclusive access to the file, and does not wait for others.
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise sqlite3.OperationalError(
            f"its file system refuses SQLite's write-ahead log (journal_mode stays {mode}), as network file systems "
            "do: put the file on a local disk, or use PostgreSQL"
        )
