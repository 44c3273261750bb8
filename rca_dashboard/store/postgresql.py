"""Connections to PostgreSQL: limits on every wait, and the parameters of DATABASE_URL.

A database that is stopped, that a network cut off or that waits for a lock raises nothing by itself. The server ends
what takes too long, TCP notices a peer that is gone, and the client waits no longer than a little more than that.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

from rca_dashboard.store.postgresql_setup import WrongEncodingError

Result = TypeVar("Result")

LOCK_SECONDS = 5
# The slowest reading, an exact count of a search among a million tickets, takes 3 s; a page of an import 0.4 s.
STATEMENT_SECONDS = 10
# A server that still answers ends a statement itself; only one that hangs is left alone.
_ANSWER_MARGIN_SECONDS = 2.0
# Asked before a connection is used again; a new one is tried if no answer comes.
_PING_SECONDS = 3.0
_CONNECT_SECONDS = 5
_BETWEEN_ATTEMPTS_SECONDS = 1.0
_MIGRATION_SECONDS = 3600.0
# All of a process's connections may be in use; waiting longer for one than for a statement helps no caller.
_POOL_SECONDS = 10
# A worker that is suspended in mid-transaction keeps the writers' turn for so long, and its lease ends meanwhile. Work
# between two statements takes a fraction of a second.
_IDLE_IN_TRANSACTION_SECONDS = 5

# Set where neither DATABASE_URL nor the role, the database or the server's configuration sets them, not even to 0.
_LIMITS = (
    "SELECT set_config(name, value, {is_local}) FROM (VALUES "  # noqa: S608 - figures of ours
    f"('lock_timeout', '{LOCK_SECONDS}s'), "
    f"('statement_timeout', '{STATEMENT_SECONDS}s'), "
    f"('idle_in_transaction_session_timeout', '{_IDLE_IN_TRANSACTION_SECONDS}s'), "
    # Lists are read by index in milliseconds. Compiling a statement takes 300; a plan for any value knows none of them;
    # and a row in memory costs little more where it lies elsewhere.
    "('jit', 'off'), ('plan_cache_mode', 'force_custom_plan'), ('random_page_cost', '1.1')"
    ") AS limits (name, value) JOIN pg_settings USING (name) WHERE source = 'default'"
)
_LIMITS_OF_SESSION = _LIMITS.format(is_local="false").encode()
_LIMITS_OF_TRANSACTION = _LIMITS.format(is_local="true").encode()
_STATEMENT_MILLISECONDS = "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'"
_PARAMETERS: dict[str, str] = {
    "connect_timeout": str(_CONNECT_SECONDS),
    "application_name": "rca_dashboard",
    "client_encoding": "utf8",
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
_NO_PREPARING = {"", "0", "none", "off", "false"}


class PostgresqlConnection(psycopg.Connection[Any]):
    """A connection that is closed if the server does not answer in time.

    Attributes:
        answer_seconds: How long an answer may take, a little longer than the server lets a statement run; None for any
            time.
    """

    answer_seconds: float | None = STATEMENT_SECONDS + _ANSWER_MARGIN_SECONDS

    @contextmanager
    def answering_within(self, seconds: float) -> Generator[None]:
        """Wait longer or shorter for answers meanwhile."""
        usual, self.answer_seconds = self.answer_seconds, seconds
        try:
            yield
        finally:
            self.answer_seconds = usual

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        """Wait for the server.

        Raises:
            OperationalError: If it does not answer in time; the connection is then closed.
        """
        if timeout is not None or self.answer_seconds is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(_within(self.answer_seconds, gen), interval)
        except TimeoutError as error:
            # Whether it runs on is unknown; a rollback on this connection would wait as long again.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the server did not answer for {self.answer_seconds:g} s") from error


def _within(seconds: float, gen: PQGen[Result]) -> PQGen[Result]:
    """Return the same steps, with an end: psycopg sends them a state at least once an interval.

    Raises:
        TimeoutError: If the server is not ready in time.
    """
    deadline = time.monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() >= deadline:
                raise TimeoutError
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value
    finally:
        gen.close()


class _Attempts:
    """Lets all callers fail at once for a moment after a server has let one wait.

    Otherwise those that wait for a worker thread would each wait as long, one after the other.
    """

    def __init__(self) -> None:
        self._failed_at = -_BETWEEN_ATTEMPTS_SECONDS
        self._reason = ""

    @contextmanager
    def attempt(self) -> Generator[None]:
        """Connect, unless the server has just not answered.

        Raises:
            OperationalError: If it does not answer, or a parameter is unknown to it.
        """
        if time.monotonic() - self._failed_at < _BETWEEN_ATTEMPTS_SECONDS:
            raise psycopg.OperationalError(self._reason)
        try:
            yield
        except psycopg.errors.ConnectionTimeout as error:
            self._failed_at, self._reason = time.monotonic(), str(error)
            raise
        except psycopg.ProgrammingError as error:  # a parameter that libpq does not know
            raise psycopg.OperationalError(str(error)) from error


def postgresql_engine(url: URL) -> Engine:
    """Return the engine; DATABASE_URL's own parameters win over the defaults."""
    engine = create_engine(
        url.difference_update_query(["prepare_threshold"]),
        # The pool checks that a connection still works: a server may have been restarted since its last use.
        pool_pre_ping=True,
        pool_timeout=_POOL_SECONDS,
        hide_parameters=True,
    )
    preparing = _prepare_threshold(url)
    ping = engine.dialect.do_ping

    def ping_soon(dbapi_connection: Any) -> bool:  # noqa: ANN401 - SQLAlchemy's signature
        with dbapi_connection.answering_within(_PING_SECONDS):
            return ping(dbapi_connection)

    engine.dialect.do_ping = ping_soon

    attempts = _Attempts()

    @event.listens_for(engine, "do_connect")
    def connect(  # pyright: ignore[reportUnusedFunction] - SQLAlchemy calls it
        _dialect: object, _record: object, arguments: list[Any], parameters: dict[str, Any]
    ) -> PostgresqlConnection:
        with attempts.attempt():
            connection = PostgresqlConnection.connect(*arguments, **{**_PARAMETERS, **parameters})
            connection.prepare_threshold = preparing
            _set_up(connection, is_pooled=preparing is None)
        return connection

    if preparing is None:

        @event.listens_for(engine, "begin")
        def limit(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction] - the same
            driver: Any = connection.connection.driver_connection
            driver.execute(_LIMITS_OF_TRANSACTION)

    return engine


def listening_address(url: str) -> str:
    """Return where a connection for LISTEN goes, as libpq reads it, with the same limits as other connections.

    A connection that only listens sends nothing, so that keepalives alone notice a peer that is gone.
    """
    parsed = make_url(url).set(drivername="postgresql+psycopg").difference_update_query(["prepare_threshold"])
    # As the engine reads it: of several servers, SQLAlchemy's URLs name each with its port.
    _, parameters = parsed.get_dialect()().create_connect_args(parsed)
    return make_conninfo(**{**_PARAMETERS, **parameters})


def _prepare_threshold(url: URL) -> int | None:
    """Return after how many runs a statement is prepared; None for never, as a pool in transaction mode needs.

    Raises:
        ValueError: If it is not a number.
    """
    given = url.query.get("prepare_threshold", "5")
    text = (given if isinstance(given, str) else given[-1]).strip().lower()
    if text in _NO_PREPARING:
        return None
    if not text.isdecimal():
        raise ValueError(f"prepare_threshold={text}: must be a number, or 0 for a pool in transaction mode")
    return int(text)


def _set_up(connection: PostgresqlConnection, *, is_pooled: bool) -> None:
    """Check a new connection and set its limits.

    Those of a session would stay in a connection that a pool in transaction mode lends to other programs next, and ours
    would not have them: there each transaction sets its own.
    """
    try:
        _check_encoding(connection)
        connection.execute(_LIMITS_OF_TRANSACTION if is_pooled else _LIMITS_OF_SESSION)
        found = connection.execute(_STATEMENT_MILLISECONDS).fetchone()
        connection.commit()
    except BaseException:
        connection.close()
        raise
    seconds = int(found[0]) / 1000 if found else STATEMENT_SECONDS
    connection.answer_seconds = seconds + _ANSWER_MARGIN_SECONDS if seconds else None


def _check_encoding(connection: PostgresqlConnection) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding and encoding != "UTF8":
        raise WrongEncodingError(encoding)


@contextmanager
def long_transaction(connection: Connection) -> Generator[None]:
    """Let this transaction take its time, as a migration does: it waits for other processes, and rebuilds tables."""
    driver: Any = connection.connection.driver_connection
    with driver.answering_within(_MIGRATION_SECONDS):
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {name} = 0")
        yield
