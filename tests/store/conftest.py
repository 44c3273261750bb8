"""Both databases for every test of the store."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from rca_dashboard.store.engine import Database
from tests.fixtures.databases import migrated, migrated_sqlite
from tests.postgres import running_postgresql


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_url: str) -> str:
    """The name of a database with tables, to be copied."""
    migrated(_made(postgresql_url, "migrated", "template1"))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database it is."""
    return request.param


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'tickets.db'}"
    return _made(request.getfixturevalue("postgresql_url"), f"test_{uuid4().hex}", "template1")


@pytest.fixture
def database(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Database]:
    """A database with tables and no tickets."""
    if kind == "sqlite":
        made = migrated_sqlite(tmp_path / "migrated.db")
    else:
        template = request.getfixturevalue("postgresql_template")
        url = _made(request.getfixturevalue("postgresql_url"), f"test_{uuid4().hex}", template)
        _be_patient(url)
        made = Database(url)
    yield made
    made.close()


def _be_patient(url: str) -> None:
    """Let the server wait for a test that a busy machine stalls in mid-transaction: it would end it after 5 s."""
    with psycopg.connect(url, autocommit=True) as connection:
        name = Identifier(connection.info.dbname)
        connection.execute(SQL("ALTER DATABASE {} SET idle_in_transaction_session_timeout = '60s'").format(name))


def _made(server: str, name: str, template: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    return server.removesuffix("postgres") + name
