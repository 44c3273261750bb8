"""The database: connections, transactions, and errors in one sentence."""

import os
import weakref
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from copy import copy
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from rca_dashboard.domain.visibility import Visibility
from rca_dashboard.store.limits import current_visibility, limit_statement
from rca_dashboard.store.postgresql import long_transaction, postgresql_engine
from rca_dashboard.store.postgresql_setup import is_read_only, remedy_of
from rca_dashboard.store.recent_changes import RecentChanges
from rca_dashboard.store.sqlite import OpenFile, sqlite_engine


class DatabaseUnavailableError(Exception):
    """The database cannot be used; the text says in one sentence which, why, and what to check, without a password.

    Attributes:
        shown: What everyone may see: it names no host, no user and no file. The text itself is for the log and admins.
    """

    shown = "The database is unavailable; see the app's log."


class DatabaseFileGoneError(DatabaseUnavailableError):
    """The file of a SQLite database was deleted, moved or replaced while it was in use."""

    shown = "The database's file was deleted or replaced while the app runs; restore it, then restart the app."


class UnstorableError(DatabaseUnavailableError):
    """The database works, but refuses a value: it is too long, out of range, or of a form that it does not know."""


class Transaction:
    """A transaction that reads. A session of the ORM, which nothing here needs, takes 0.2 ms each time."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def connection(self) -> Connection:
        """Return its connection."""
        return self._connection


class Database:
    """One database of tickets. Sessions belong to the thread that opened them; the object may be shared by threads.

    Attributes:
        recent: What this process has just committed to the feed.
    """

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
        try:
            self.engine = sqlite_engine(self._url) if self.is_sqlite else postgresql_engine(self._url)
        except ValueError as error:
            raise DatabaseUnavailableError(f"DATABASE_URL: {error}.") from error
        event.listen(self.engine, "before_execute", limit_statement, retval=True)
        self.recent = RecentChanges()
        self._visibility: Visibility | None = None
        self._reader = self.engine.execution_options(**_READS_ON_POSTGRESQL if not self.is_sqlite else {})
        self._writer = self.engine.execution_options(writes=True)
        self._file = OpenFile(self.engine) if self.is_sqlite else None
        _open_databases.add(self)

    def seen_by(self, visibility: Visibility) -> "Database":
        """Return this database as a reader sees it, whoever asks; it shares the connections."""
        limited = copy(self)
        limited._visibility = visibility  # noqa: SLF001 - another of this class
        return limited

    @contextmanager
    def read(self) -> "Generator[Transaction]":
        """Open a transaction that sees one consistent snapshot, limited to what the reader may see.

        The reader is that of ``seen_by``, or else the one whose request or event this is (``limits.py``).

        Raises:
            DatabaseUnavailableError: If the database cannot be reached or does not work.
        """
        visibility = self._visibility or current_visibility()
        reader = self._reader.execution_options(visibility=visibility) if visibility.is_limited else self._reader
        with self._translated_errors():
            self._check_file()
            with reader.connect() as connection:
                yield Transaction(connection)

    @contextmanager
    def write(self, *, is_migration: bool = False) -> Generator[Session]:
        """Open a transaction that may write: it commits at the end, and rolls back on any error.

        In SQLite it holds the only write lock from its start, so that what it reads stays true until it commits.

        Args:
            is_migration: It may take any time, and waits for other processes that migrate.

        Raises:
            DatabaseUnavailableError: If the database cannot be reached, is locked too long, or does not work.
        """
        with (
            self._translated_errors(is_write=True),
            self.recent.of_transaction(),
            Session(self._writer) as session,
            session.begin(),
        ):
            self._check_file()
            # Take the lock now, not with the first statement.
            connection = session.connection()
            with long_transaction(connection) if is_migration and not self.is_sqlite else nullcontext():
                yield session

    @contextmanager
    def outside_transactions(self) -> Generator[Connection]:
        """Open a connection of PostgreSQL's for statements that run in no transaction.

        Raises:
            DatabaseUnavailableError: If the database cannot be reached or does not work.
        """
        with self._translated_errors(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        """Close the connections. The object can be used again; it then opens new ones."""
        self.engine.dispose()
        if self._file:
            self._file.forget()

    def forget_connections(self) -> None:
        """Discard the connections without closing them: after a fork they belong to the parent process."""
        self.engine.dispose(close=False)

    def _check_file(self) -> None:
        if self._file and self._file.is_gone():
            # SQLite goes on with a deleted file as if nothing had happened, and makes a new, empty one.
            raise DatabaseFileGoneError(
                f"The file of the database {self.name} was deleted, moved or replaced while the app runs; "
                "what was written since is lost: restore the file from a backup, then restart the app."
            )

    @contextmanager
    def _translated_errors(self, *, is_write: bool = False) -> Generator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError) as error:
            if remedy := remedy_of(error.orig):
                raise DatabaseUnavailableError(f"The database {self.name} {remedy}") from error
            raise  # programming errors: their traceback is worth more than a sentence
        except DatabaseError as error:
            if is_write and is_read_only(error.orig):
                # The server became a standby: a new connection may reach the one that has taken over.
                self.engine.dispose()
            if remedy := remedy_of(error.orig):
                raise DatabaseUnavailableError(f"The database {self.name} {remedy}") from error
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


class LeaseLostError(DatabaseUnavailableError):
    """A write was refused because another worker leads by now: see ``store.workers.fencing``."""

    shown = "Another worker reads ServiceNow by now."


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


_open_databases: "weakref.WeakSet[Database]" = weakref.WeakSet()


def _forget_inherited_connections() -> None:
    for database in tuple(_open_databases):
        database.forget_connections()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_inherited_connections)
