"""SQLite's write-ahead log stays small while others read, and is warned about where it cannot."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.sqlite import USUAL_LOG_BYTES, WriteAheadLog
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.databases import migrated_sqlite
from tests.tickets import NOON, make

SMALL = 200_000
LARGE = 400_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tickets.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    made = migrated_sqlite(file)
    yield made
    made.close()


def write(database: Database, first: int) -> None:
    upsert(database, [make(first + n, description="x" * 2_000) for n in range(200)], origin=Origin.POLL, at=NOON)


def size(file: Path) -> int:
    return file.with_name("tickets.db-wal").stat().st_size


def reader(file: Path) -> sqlite3.Connection:
    """Return a connection of another program, in the midst of a read."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM ticket").fetchone()
    return connection


def test_a_read_that_stays_open_is_warned_about_once_and_the_log_is_emptied_after_it(
    database: Database, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = WriteAheadLog(database.engine, usual_bytes=SMALL, large_bytes=LARGE)
    with closing(reader(file)), caplog.at_level(logging.WARNING):
        write(database, 1)
        log.tend()
        log.tend()
        assert size(file) > LARGE
    assert [record.getMessage().count("cannot be emptied") for record in caplog.records] == [1]
    log.tend()
    assert size(file) == 0
    assert "could be emptied again" in caplog.records[-1].getMessage()


def test_the_log_is_emptied_though_there_is_always_a_read(database: Database, file: Path) -> None:
    log = WriteAheadLog(database.engine, usual_bytes=SMALL, large_bytes=LARGE)
    write(database, 1)
    with closing(reader(file)) as first:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with closing(reader(file)):
            first.close()
            log.tend()
            assert size(file) == 0


def test_a_small_log_is_left_alone(database: Database, file: Path) -> None:
    write(database, 1)
    before = size(file)
    WriteAheadLog(database.engine).tend()
    assert size(file) == before > 0


def test_every_connection_cuts_the_log_to_its_usual_size(database: Database) -> None:
    with database.read() as session:
        limit = session.connection().exec_driver_sql("PRAGMA journal_size_limit").scalar()
    assert limit == USUAL_LOG_BYTES
