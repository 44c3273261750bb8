"""PostgreSQL as people set it up: rights, schemas, encodings, and parameters in DATABASE_URL."""

import dataclasses
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from rca_dashboard.doctor import look_at_database
from rca_dashboard.domain.check import Outcome
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.settings import load_settings
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.migrate import check_rights, is_migrated, migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make


@pytest.fixture
def admin(postgresql_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def fresh(admin: psycopg.Connection, postgresql_url: str) -> str:
    name = f"test_{uuid4().hex}"
    admin.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return postgresql_url.removesuffix("postgres") + name


@pytest.fixture
def user(admin: psycopg.Connection) -> str:
    name = f"user_{uuid4().hex}"
    admin.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
    return name


def one_line(url: str) -> str:
    """Return what preflight and start say of a database, which is the same, and which the doctor has a remedy for."""
    sentences: list[str] = []
    database = Database(url)
    for look in (check_rights, migrate):
        with pytest.raises(DatabaseUnavailableError) as refusal:
            look(database)
        sentences.append(str(refusal.value))
    database.close()
    assert sentences[0] == sentences[1]
    assert "\n" not in sentences[0]
    check = look_at_database(dataclasses.replace(load_settings({}), database_url=url))
    assert check.outcome is Outcome.FAILED
    assert f"{check.seen}; {check.remedy}" == sentences[0].rstrip(".")
    return sentences[0]


def test_a_user_without_the_right_to_create_is_given_the_grant(fresh: str, user: str) -> None:
    url = fresh.replace("postgres@", f"{user}@")
    sentence = one_line(url)
    assert f'GRANT CREATE, USAGE ON SCHEMA "public" TO "{user}"' in sentence
    with psycopg.connect(fresh, autocommit=True) as owner:
        owner.execute(SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(Identifier(user)))
    database = Database(url)
    migrate(database)
    assert is_migrated(database)
    database.close()


def test_a_user_without_the_right_to_use_the_schema_is_told_so(fresh: str, user: str) -> None:
    with psycopg.connect(fresh, autocommit=True) as owner:
        owner.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    assert "CREATE SCHEMA" in one_line(fresh.replace("postgres@", f"{user}@"))


def test_rights_that_are_taken_away_later_are_named(fresh: str, user: str) -> None:
    url = fresh.replace("postgres@", f"{user}@")
    owner = Database(fresh)
    migrate(owner)
    owner.close()
    database = Database(url)
    with pytest.raises(DatabaseUnavailableError, match=r"permission denied for table feed_counter.*GRANT"):
        latest_seq(database)
    database.close()


@pytest.mark.parametrize("way", ["options", "role"])
def test_another_schema_by_search_path_works(fresh: str, user: str, way: str) -> None:
    with psycopg.connect(fresh, autocommit=True) as owner:
        owner.execute(SQL("CREATE SCHEMA desk AUTHORIZATION {}").format(Identifier(user)))
        if way == "role":
            owner.execute(SQL("ALTER ROLE {} SET search_path = desk").format(Identifier(user)))
    url = fresh.replace("postgres@", f"{user}@")
    database = Database(f"{url}?options=-csearch_path%3Ddesk" if way == "options" else url)
    migrate(database)
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    assert latest_seq(database) == 1
    database.close()
    with psycopg.connect(fresh) as owner:
        tables = owner.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'ticket'").fetchall()
    assert tables == [("desk",)]


def test_a_schema_that_does_not_exist_is_named(fresh: str) -> None:
    assert "nowhere" in one_line(f"{fresh}?options=-csearch_path%3Dnowhere")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "LATIN9"])
def test_an_encoding_that_cannot_hold_every_ticket_is_refused(
    admin: psycopg.Connection, postgresql_url: str, encoding: str
) -> None:
    name = f"test_{uuid4().hex}"
    made = SQL("CREATE DATABASE {} ENCODING {} LOCALE 'C' TEMPLATE template0").format(Identifier(name), encoding)
    admin.execute(made)
    sentence = one_line(postgresql_url.removesuffix("postgres") + name)
    assert encoding in sentence
    assert "ENCODING 'UTF8' TEMPLATE template0" in sentence


@pytest.mark.parametrize(
    ("query", "prepares_after"),
    [
        ("", 5),
        ("?prepare_threshold=0", None),
        ("?prepare_threshold=none", None),
        ("?prepare_threshold=3&connect_timeout=7", 3),
        ("?sslmode=disable&options=-cstatement_timeout%3D9s&prepare_threshold=0&connect_timeout=3", None),
        ("?application_name=desk&keepalives=0&target_session_attrs=read-write", 5),
    ],
)
def test_parameters_of_the_url_work(fresh: str, query: str, prepares_after: int | None) -> None:
    database = Database(f"{fresh}{query}")
    migrate(database)
    with database.read() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        assert driver.prepare_threshold == prepares_after
        shown = session.connection().exec_driver_sql("SHOW statement_timeout").scalar()
        assert shown == ("9s" if "9s" in query else "10s")
        given = driver.info.get_parameters()
    assert given.get("connect_timeout") == ("7" if "=7" in query else "3" if "timeout=3" in query else "5")
    assert given.get("application_name") == ("desk" if "desk" in query else "rca_dashboard")
    database.close()


@pytest.mark.parametrize("query", ["?prepare_threshold=many", "?no_such_parameter=1", "?connect_timeout=soon"])
def test_a_wrong_parameter_is_refused_in_one_line(fresh: str, query: str) -> None:
    name = query.strip("?").partition("=")[0]
    with pytest.raises(DatabaseUnavailableError, match=name) as refusal:
        migrate(Database(f"{fresh}{query}"))
    assert "\n" not in str(refusal.value)


def test_behind_a_pool_in_transaction_mode_limits_are_those_of_each_transaction(fresh: str) -> None:
    def shown(connection: Any) -> tuple[str, ...]:
        return tuple(connection.execute(f"SHOW {name}").fetchone()[0] for name in ("lock_timeout", "statement_timeout"))

    database = Database(f"{fresh}?prepare_threshold=0")
    migrate(database)
    for _ in range(2):
        for transaction in (database.read, database.write):
            with transaction() as session:
                session.connection().exec_driver_sql("SELECT 1")  # a transaction begins with its first statement
                driver: Any = session.connection().connection.driver_connection
                assert shown(driver) == ("5s", "10s")
            driver.rollback()
            assert shown(driver) == ("0", "0")  # what the pool lends to the next program
            driver.rollback()
    with database.write(is_migration=True) as session:
        assert shown(session.connection().connection.driver_connection) == ("0", "0")
    database.close()


def test_lost_prepared_statements_are_blamed_on_the_pool(fresh: str) -> None:
    database = Database(f"{fresh}?prepare_threshold=1")
    migrate(database)

    def ask_another_server() -> None:
        with database.read() as session:
            connection = session.connection()
            driver: Any = connection.connection.driver_connection
            for _ in range(3):
                connection.exec_driver_sql("SELECT 1")
            driver.pgconn.exec_(b"DEALLOCATE ALL")  # as another server's connection, which never had them
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(DatabaseUnavailableError, match="add prepare_threshold=0") as refusal:
        ask_another_server()
    assert "\n" not in str(refusal.value)
    database.close()


@pytest.mark.parametrize("table", ["ticket", "account", "change"])
def test_a_table_of_another_program_is_named_and_left_as_it_is(fresh: str, table: str) -> None:
    with psycopg.connect(fresh, autocommit=True) as owner:
        owner.execute(SQL("CREATE TABLE {} (theirs text)").format(Identifier(table)))
        database = Database(fresh)
        with pytest.raises(DatabaseUnavailableError, match="holds tables of another program") as refusal:
            migrate(database)
        assert f'"{table}"' in str(refusal.value)
        assert "\n" not in str(refusal.value)
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert tables == [(table,)]
        owner.execute("CREATE SCHEMA desk")
    database.close()
    own = Database(f"{fresh}?options=-csearch_path%3Ddesk")
    migrate(own)
    assert is_migrated(own)
    own.close()
