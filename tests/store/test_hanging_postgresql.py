"""A PostgreSQL that hangs, waits for a lock or turned into a standby is noticed in seconds."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store import postgresql
from rca_dashboard.store.engine import Database, DatabaseUnavailableError, UnstorableError
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.tickets.isolation import upsert_each
from tests.fixtures.databases import migrated
from tests.postgres import running_postgresql
from tests.tickets import NOON, make


@pytest.fixture
def made(postgresql_url: str, postgresql_template: str) -> Iterator[Database]:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(postgresql_template))
        )
    database = Database(postgresql_url.removesuffix("postgres") + name)
    yield database
    database.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client wait for 2 s, so that these tests are short."""
    monkeypatch.setattr(postgresql, "_ANSWER_MARGIN_SECONDS", 2.0 - postgresql.STATEMENT_SECONDS)
    monkeypatch.setattr(postgresql.PostgresqlConnection, "answer_seconds", 2.0)


@contextlib.contextmanager
def stopped(url: str) -> Iterator[None]:
    """Stop a server with all its processes, as a machine that hangs does: its sockets stay open."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'").fetchone()
        assert row is not None
        main = int((Path(row[0]) / "postmaster.pid").read_text().splitlines()[0])
    halted = [process for process in (main, *children_of(main)) if sent(process, signal.SIGSTOP)]
    try:
        yield
    finally:
        for process in halted:
            sent(process, signal.SIGCONT)


def children_of(main: int) -> list[int]:
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        # Processes of the whole machine come and go meanwhile.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if stat.read_text().rpartition(")")[2].split()[1] == str(main):
                found.append(int(stat.parent.name))
    return found


def sent(process: int, number: signal.Signals) -> bool:
    """Send a signal, and return whether the process was still there: a server's worker may just have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
        return True
    return False


@pytest.mark.slow  # waits for real deadlines of seconds
@pytest.mark.usefixtures("impatient")
def test_a_stopped_server_is_noticed_and_used_again_when_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_postgresql() as url:
        migrated(url)
        # A machine that is slow meanwhile is not what the server is to end a transaction for.
        database = Database(f"{url}?options=-c%20idle_in_transaction_session_timeout%3D0")
        with contextlib.closing(database):
            _notices_a_stop_in_a_transaction(database, url)
            _fails_those_that_waited_at_once(database, url, monkeypatch)
            monkeypatch.setattr(postgresql, "_BETWEEN_ATTEMPTS_SECONDS", 0.0)
            assert latest_seq(database) == 0


def _notices_a_stop_in_a_transaction(database: Database, url: str) -> None:
    with database.read() as session:
        assert session.connection().exec_driver_sql("SELECT 1").scalar() == 1
    with database.read() as session:
        connection = session.connection()  # in the middle of a transaction
        with stopped(url), pytest.raises(DatabaseUnavailableError):
            latest_seq(database)
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def _fails_those_that_waited_at_once(database: Database, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_BETWEEN_ATTEMPTS_SECONDS", 60.0)
    with stopped(url):
        with pytest.raises(DatabaseUnavailableError):
            latest_seq(database)
        # They do not wait one after the other.
        attempts: list[None] = []
        connect = postgresql.PostgresqlConnection.connect
        monkeypatch.setattr(
            postgresql.PostgresqlConnection,
            "connect",
            lambda *arguments, **special: attempts.append(None) or connect(*arguments, **special),
        )
        for _ in range(50):
            with pytest.raises(DatabaseUnavailableError, match="timeout"):
                latest_seq(database)
        assert attempts == []


@pytest.mark.slow  # waits for real deadlines of five seconds
@pytest.mark.parametrize("lock", ["LOCK TABLE ticket", "SELECT * FROM feed_counter FOR UPDATE", "LOCK TABLE change"])
def test_a_lock_is_given_up_and_is_no_fault_of_a_row(made: Database, lock: str) -> None:
    other = psycopg.connect(made.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
    other.execute(lock.encode())
    with pytest.raises(DatabaseUnavailableError, match="lock timeout") as failure:
        upsert_each(made, [make(1)], origin=Origin.POLL, at=NOON)
    assert not isinstance(failure.value, UnstorableError)
    other.close()
    assert upsert_each(made, [make(1)], origin=Origin.POLL, at=NOON).new == 1


def test_limits_are_set_on_every_connection_and_a_role_may_set_its_own(made: Database) -> None:
    def limits(database: Database) -> tuple[str, ...]:
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        with database.read() as session:
            connection = session.connection()
            return tuple(connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names)

    assert limits(made) == ("5s", "10s", "5s")
    url = made.engine.url.render_as_string(hide_password=False)
    own = Database(f"{url}?options=-c%20statement_timeout%3D7s")
    assert limits(own) == ("5s", "7s", "5s")
    own.close()


def answer_seconds(database: Database) -> float | None:
    with database.read() as session:
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, postgresql.PostgresqlConnection)
        return driver.answer_seconds


@pytest.mark.parametrize(("limit", "seconds"), [("60000", 62.0), ("500ms", 2.5), ("0", None), ("10s", 12.0)])
def test_answers_are_waited_for_as_long_as_the_url_lets_statements_run(
    made: Database, limit: str, seconds: float | None
) -> None:
    url = made.engine.url.render_as_string(hide_password=False)
    own = Database(f"{url}?options=-c%20statement_timeout%3D{limit}")
    with own.write(is_migration=True):
        pass
    assert [answer_seconds(own) for _ in range(2)] == [seconds, seconds]  # the second is of the pool, after a ping
    own.close()


@pytest.mark.parametrize(("limit", "seconds"), [("1min", 62.0), ("0", None)])
def test_answers_are_waited_for_as_long_as_the_database_lets_statements_run(
    made: Database, limit: str, seconds: float | None
) -> None:
    with made.write() as session:
        name = made.engine.url.database
        session.connection().exec_driver_sql(f"ALTER DATABASE \"{name}\" SET statement_timeout = '{limit}'")
    assert answer_seconds(made) == 12.0
    made.close()
    assert answer_seconds(made) == seconds
    with made.read() as session:
        assert session.connection().exec_driver_sql("SHOW statement_timeout").scalar() == limit


def test_a_statement_may_take_longer_than_usual_where_the_url_says_so(
    made: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql.PostgresqlConnection, "answer_seconds", 0.5)
    monkeypatch.setattr(postgresql, "_ANSWER_MARGIN_SECONDS", 0.1)
    url = made.engine.url.render_as_string(hide_password=False)
    own = Database(f"{url}?options=-c%20statement_timeout%3D5s")
    with own.read() as session:
        session.connection().exec_driver_sql("SELECT pg_sleep(1)")
    own.close()


def test_a_migration_waits_for_a_lock_longer_than_others(made: Database) -> None:
    with made.write(is_migration=True) as session:
        assert session.connection().exec_driver_sql("SHOW lock_timeout").scalar() == "0"
    with made.write() as session:
        assert session.connection().exec_driver_sql("SHOW lock_timeout").scalar() == "5s"


def test_connections_that_can_only_read_are_thrown_away_after_a_failover(made: Database, postgresql_url: str) -> None:
    name = Identifier(str(made.engine.url.database))
    with psycopg.connect(postgresql_url, autocommit=True) as admin:
        admin.execute(SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
        made.close()
        # Several connections of the pool were opened while the server was a standby.
        held = [made.engine.connect() for _ in range(3)]
        for each in held:
            each.close()
        with pytest.raises(DatabaseUnavailableError, match="read-only"):
            upsert_each(made, [make(1)], origin=Origin.POLL, at=NOON)
        admin.execute(SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name))
        with contextlib.suppress(DatabaseUnavailableError):
            upsert_each(made, [make(1)], origin=Origin.POLL, at=NOON)
        upsert_each(made, [make(1)], origin=Origin.POLL, at=NOON)
    assert latest_seq(made) == 1


def test_a_pool_in_use_is_waited_for_only_a_while(made: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made.engine.pool, "_timeout", 0.2)
    held = [made.engine.connect() for _ in range(15)]
    failures: list[BaseException] = []

    def read() -> None:
        try:
            latest_seq(made)
        except DatabaseUnavailableError as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join(10)
    assert len(failures) == 1
    for each in held:
        each.close()
    assert latest_seq(made) == 0
