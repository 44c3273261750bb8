"""Connections to SQLite: one writer and many readers, a file that may vanish under them, and a log that may grow."""

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, FromClause, Table, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL

logger = logging.getLogger(__name__)

# Long enough for a page of an import to commit before the next writer gives up.
BUSY_SECONDS = 5
# Twice what an import leaves between two checkpoints.
USUAL_LOG_BYTES = 64 * 1024 * 1024
LARGE_LOG_BYTES = 256 * 1024 * 1024
# Writers wait as long; reads of the app take less.
_SECONDS_FOR_READERS = 1.0
_MEGABYTE = 1024 * 1024
# Worker threads of one process (AnyIO's default is 40), each of which may hold a connection to a SQLite file.
_SQLITE_CONNECTIONS = 40


class WriteAheadLog:
    """Empties the log of a SQLite database where SQLite itself does not get to it.

    SQLite begins the log again only at a moment without readers. Requests that overlap for hours leave none, nor does
    another program with an open read, such as a database browser; that one is warned about.

    Args:
        engine: The engine of a SQLite file.
        usual_bytes: Up to this size, nothing is done.
        large_bytes: From this size on, a log that cannot be emptied is warned about.
    """

    def __init__(
        self, engine: Engine, *, usual_bytes: int = USUAL_LOG_BYTES, large_bytes: int = LARGE_LOG_BYTES
    ) -> None:
        self._path = str(engine.url.database).removeprefix("file:")
        self._usual_bytes = usual_bytes
        self._large_bytes = large_bytes
        self._is_large = False

    def tend(self) -> None:
        """Empty the log if it is large: new reads wait for nothing, and writers for a second at most.

        Raises:
            sqlite3.Error: If the database cannot be used.
        """
        if self._bytes() > self._usual_bytes:
            with closing(sqlite3.connect(self._path, timeout=_SECONDS_FOR_READERS)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._warn(self._bytes())

    def _warn(self, size: int) -> None:
        if size >= self._large_bytes and not self._is_large:
            logger.warning(
                "The write-ahead log %s-wal has grown to %d MB and cannot be emptied, as a program keeps a read of the "
                "database open: close it (a backup, a database browser), or the disk will be full.",
                self._path,
                size // _MEGABYTE,
            )
        elif size < self._large_bytes and self._is_large:
            logger.warning("The write-ahead log %s-wal could be emptied again.", self._path)
        self._is_large = size >= self._large_bytes

    def _bytes(self) -> int:
        try:
            return Path(f"{self._path}-wal").stat().st_size
        except FileNotFoundError:
            return 0


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
