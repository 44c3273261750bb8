"""A real standby takes over from a real primary: writes go on without a restart."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import psycopg
import pytest
from sqlalchemy.engine import make_url

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.cable import Cable
from tests.postgres import running_postgresql
from tests.tickets import NOON, make

# Two servers are started for each of these tests.
pytestmark = pytest.mark.slow
# Seconds: a ping of a dead connection takes 3.
PATIENCE = 15


def port_of(url: str) -> int:
    port = make_url(url).port
    assert port
    return port


def store(database: Database, place: int) -> None:
    upsert(database, [make(place)], origin=Origin.POLL, at=NOON)


def until_stored(database: Database, place: int) -> float:
    """Store a ticket as often as polls would, and return after how many seconds that worked."""
    began = time.monotonic()
    while time.monotonic() < began + 30:
        with suppress(DatabaseUnavailableError):
            store(database, place)
            return time.monotonic() - began
        time.sleep(0.1)
    store(database, place)
    return 30.0


def fill_pool(database: Database) -> None:
    """Have the pool hold several connections, as after a busy minute."""
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: latest_seq(database), range(20)))


def asked(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row and row[0]


def wait_for(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def primary_and_standby() -> Iterator[tuple[str, str]]:
    with running_postgresql() as primary, running_postgresql(copy_of=primary) as standby:
        yield primary, standby


def caught_up(primary: str, standby: str) -> bool:
    # What is committed and not yet written counts too: these servers write a little later.
    there = asked(primary, "SELECT pg_current_wal_insert_lsn()")
    return bool(asked(standby, f"SELECT pg_last_wal_replay_lsn() >= '{there}'"))


def postmaster(url: str) -> int:
    return int(str(asked(url, "SELECT pg_read_file('postmaster.pid')")).splitlines()[0])


def test_with_both_hosts_in_the_url_writes_go_on_at_the_one_that_is_promoted() -> None:
    with primary_and_standby() as (primary, standby):
        hosts = "&".join(f"host=127.0.0.1:{port_of(url)}" for url in (primary, standby))
        database = Database(f"postgresql://postgres@/postgres?{hosts}&target_session_attrs=read-write")
        migrate(database)
        store(database, 1)
        fill_pool(database)
        wait_for(lambda: caught_up(primary, standby))
        os.kill(postmaster(primary), signal.SIGKILL)
        with pytest.raises(DatabaseUnavailableError):
            store(database, 2)  # neither takes writes yet
        assert asked(standby, "SELECT pg_promote()")
        assert until_stored(database, 2) < PATIENCE
        assert latest_seq(database) == 2
        database.close()


@pytest.mark.parametrize("is_moved_first", [True, False], ids=["moved, then promoted", "promoted, then moved"])
def test_behind_one_address_that_moves_writes_go_on(*, is_moved_first: bool) -> None:
    with primary_and_standby() as (primary, standby), Cable() as address:
        address.target = port_of(primary)
        database = Database(f"postgresql://postgres@127.0.0.1:{address.port}/postgres")
        migrate(database)
        store(database, 1)
        fill_pool(database)
        wait_for(lambda: caught_up(primary, standby))
        os.kill(postmaster(primary), signal.SIGKILL)
        if is_moved_first:
            address.target = port_of(standby)
            fill_pool(database)  # lists are read, from the standby
            with pytest.raises(DatabaseUnavailableError, match="during recovery"):
                store(database, 2)
        assert asked(standby, "SELECT pg_promote()")
        address.target = port_of(standby)
        assert until_stored(database, 2) < PATIENCE
        assert latest_seq(database) == 2
        database.close()


def test_an_old_primary_that_stays_up_as_a_reader_is_left() -> None:
    """Its open connections still read; the address leads to the new primary already."""
    with primary_and_standby() as (primary, standby), Cable() as address:
        address.target = port_of(primary)
        database = Database(f"postgresql://postgres@127.0.0.1:{address.port}/postgres")
        migrate(database)
        store(database, 1)
        fill_pool(database)
        wait_for(lambda: caught_up(primary, standby))
        asked(primary, "ALTER SYSTEM SET default_transaction_read_only = on")
        asked(primary, "SELECT pg_reload_conf()")
        assert asked(standby, "SELECT pg_promote()")
        address.target = port_of(standby)
        assert until_stored(database, 2) < PATIENCE
        assert [latest_seq(database) for _ in range(5)] == [2] * 5
        database.close()


def test_a_primary_that_hangs_is_left_for_the_promoted_standby() -> None:
    with primary_and_standby() as (primary, standby), Cable() as address:
        address.target = port_of(primary)
        database = Database(f"postgresql://postgres@127.0.0.1:{address.port}/postgres")
        migrate(database)
        store(database, 1)
        fill_pool(database)
        wait_for(lambda: caught_up(primary, standby))
        address.swallow()  # its machine is cut off: nothing is answered, nothing is closed
        assert asked(standby, "SELECT pg_promote()")
        address.target = port_of(standby)
        assert until_stored(database, 2) < 2 * PATIENCE
        assert latest_seq(database) == 2
        database.close()


def test_connections_to_a_standby_are_left_when_the_address_moves_back() -> None:
    with primary_and_standby() as (primary, standby), Cable() as address:
        address.target = port_of(primary)
        database = Database(f"postgresql://postgres@127.0.0.1:{address.port}/postgres")
        migrate(database)
        store(database, 1)
        wait_for(lambda: caught_up(primary, standby))
        database.close()
        address.target = port_of(standby)
        fill_pool(database)
        with pytest.raises(DatabaseUnavailableError, match="during recovery"):
            store(database, 2)
        address.target = port_of(primary)
        assert until_stored(database, 2) < PATIENCE
        assert [latest_seq(database) for _ in range(5)] == [2] * 5
        database.close()
