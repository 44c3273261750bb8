"""The database: connections, transactions, and errors in one sentence."""

import os
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

# Long enough for a page of an import to commit before the next writer gives up.
BUSY_SECONDS = 5
# Worker threads of one process (AnyIO's default is 40), each of which may hold a connection to a SQLite file.
_SQLITE_CONNECTIONS = 40


class DatabaseUnavailableError(Exception):
    """The database cannot be used; the text says in one sentence which, why, and what to check, without a password."""


class UnstorableError(DatabaseUnavailableError):
    """The database works, but refuses a value: it is too long, out of range, or of a form that it does not know."""


class Database:
    """One database of tickets. Sessions belong to the thread that opened them; the object may be shared by threads."""

    def __init__(self, url: str) -> None:
        """Create the engine; no connection is opened yet.

        Args:
            url: Any SQLAlchemy URL of SQLite (a file) or PostgreSQL; psycopg 3 is used if no driver is named.

        Raises:
            DatabaseUnavailableError: If the URL is of another database.
        """
        self._url = _checked(url)
        self.name = self._url.render_as_string(hide_password=True)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self._url) if self.is_sqlite else _postgresql_engine(self._url)
        self._reader = self.engine.execution_options(**_READS_ON_POSTGRESQL if not self.is_sqlite else {})
        self._writer = self.engine.execution_options(writes=True)
        _open_databases.add(self)

    @contextmanager
    def read(self) -> Generator[Session]:
        """Open a transaction that sees one consistent snapshot.

        Raises:
            DatabaseUnavailableError: If the database cannot be reached or does not work.
        """
        with self._translated_errors(), Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """Open a transaction that may write: it commits at the end, and rolls back on any error.

        In SQLite it holds the only write lock from its start, so that what it reads stays true until it commits.

        Raises:
            DatabaseUnavailableError: If the database cannot be reached, is locked too long, or does not work.
        """
        with self._translated_errors(), Session(self._writer) as session, session.begin():
            # Take the lock now, not with the first statement.
            session.connection()
            yield session

    def close(self) -> None:
        """Close the connections. The object can be used again; it then opens new ones."""
        self.engine.dispose()

    def forget_connections(self) -> None:
        """Discard the connections without closing them: after a fork they belong to the parent process."""
        self.engine.dispose(close=False)

    @contextmanager
    def _translated_errors(self) -> Generator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError):
            raise  # programming errors: their traceback is worth more than a sentence
        except DatabaseError as error:
            if _concerns_value(error):
                raise UnstorableError(f"The database refuses a value ({_reason(error.orig)}).") from error
            raise DatabaseUnavailableError(self._sentence(error)) from error
        except PoolTimeoutError as error:
            raise DatabaseUnavailableError(self._sentence(error)) from error

    def _sentence(self, error: DatabaseError | PoolTimeoutError) -> str:
        cause = error.orig if isinstance(error, DatabaseError) else error
        reason = _reason(cause)
        if self._url.password:
            reason = reason.replace(str(self._url.password), "***")
        return f"The database {self.name} cannot be used ({reason}); check DATABASE_URL, its server and its disk."


# SQLSTATE classes of errors that a value causes: data exceptions, and program limits such as an index entry's length.
_OF_VALUES = ("22", "54")


def _concerns_value(error: DatabaseError) -> bool:
    state: str | None = getattr(error.orig, "sqlstate", None)
    # Without a code: SQLite's "string or blob too big", and what psycopg refuses to send.
    return state.startswith(_OF_VALUES) if state else isinstance(error, DataError)


def _reason(cause: object) -> str:
    return " ".join(str(cause).split()).rstrip(".")


_READS_ON_POSTGRESQL: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        message = (
            "DATABASE_URL is not a database URL; use one such as sqlite:///tickets.db or postgresql://user@host/name."
        )
        raise DatabaseUnavailableError(message) from error
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    is_file = bool(parsed.database) and parsed.database != ":memory:" and "mode" not in parsed.query
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and is_file:
        return parsed
    if parsed.drivername == "postgresql+psycopg":
        return parsed
    shown = parsed.render_as_string(hide_password=True)
    message = f"DATABASE_URL {shown} is neither a SQLite file nor a PostgreSQL database (psycopg 3); use one of these."
    raise DatabaseUnavailableError(message)


def _postgresql_engine(url: URL) -> Engine:
    # The pool checks that a connection still works: a server may have been restarted since its last use.
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": BUSY_SECONDS})


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url, max_overflow=_SQLITE_CONNECTIONS, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
    )
    engine.dialect.statement_compiler = _WithHints
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class _WithHints(SQLiteCompiler):
    """Renders the hints of ``with_hint`` into statements; SQLAlchemy's own compiler for SQLite drops them."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:  # noqa: ARG002 - as it is called
        return text


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    # Otherwise Python's sqlite3 would begin transactions itself, and too late.
    connection.isolation_level = None
    # Query first: changing to WAL needs exclusive access to the file, and does not wait for others.
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # 16 MB instead of 2: the sys_ids of an import are random, and their index should stay in memory.
    connection.execute("PRAGMA cache_size = -16000")
    # 32 MB instead of 4: a page of an import writes 10 MB, and would checkpoint it at each commit.
    connection.execute("PRAGMA wal_autocheckpoint = 8000")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_open_databases: "weakref.WeakSet[Database]" = weakref.WeakSet()


def _forget_inherited_connections() -> None:
    for database in tuple(_open_databases):
        database.forget_connections()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_inherited_connections)
