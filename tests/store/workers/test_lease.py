"""The lease: one holder at a time, a number that only rises, and writes of an earlier leader that are refused."""

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import Session

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database, DatabaseUnavailableError, LeaseLostError
from rca_dashboard.store.feed import latest_seq, take_turn
from rca_dashboard.store.schema.workers import LEASE
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.store.workers.fencing import FencedDatabase
from rca_dashboard.store.workers.lease import LEASE_SECONDS, hand_over_lease, read_lease, renew_lease, take_lease
from tests.tickets import NOON, make


@pytest.fixture
def another(database: Database) -> Iterator[Database]:
    """The same database, as another process has it."""
    made = Database(database.engine.url.render_as_string(hide_password=False))
    yield made
    made.close()


def end_lease(database: Database) -> None:
    """Let the time of the lease pass."""
    with database.write() as session:
        ended = read_lease(database).now - timedelta(seconds=1) if not database.is_sqlite else NOON
        session.connection().execute(update(LEASE).values(ends_at=ended))


def waits_for_a_lock(session: Session) -> bool:
    """Whether another connection waits for a lock."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    return session.connection().execute(waiting).scalar_one() > 0


def test_of_many_who_take_a_free_lease_one_has_it(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        terms = list(threads.map(lambda place: take_lease(database, f"worker {place}"), range(8)))
    assert [term.number for term in terms if term] == [1]
    assert read_lease(database).is_held


def test_a_lease_that_has_ended_changes_hands_and_its_number_rises(database: Database) -> None:
    first = take_lease(database, "one")
    assert first is not None
    assert renew_lease(database, "one", first.number, '{"told": 1}') is not None
    assert take_lease(database, "two") is None
    end_lease(database)
    second = take_lease(database, "two")
    assert second is not None
    assert (second.number, second.status) == (first.number + 1, '{"told": 1}')
    assert renew_lease(database, "one", first.number, "") is None


def test_a_lease_that_is_handed_over_is_free_at_once(database: Database) -> None:
    first = take_lease(database, "one")
    assert first is not None
    hand_over_lease(database, "one", first.number, "left")
    found = read_lease(database)
    assert (found.is_held, found.status) == (False, "left")
    second = take_lease(database, "two")
    assert second is not None
    assert second.number == first.number + 1
    hand_over_lease(database, "one", first.number, "late")
    assert read_lease(database).holder == "two"


def test_a_lease_from_before_the_database_s_clock_was_set_back_is_free(database: Database) -> None:
    first = take_lease(database, "one")
    assert first is not None
    with database.write() as session:
        session.connection().execute(update(LEASE).values(ends_at=read_lease(database).now + timedelta(hours=1)))
    assert not read_lease(database).is_held
    second = take_lease(database, "two")
    assert second is not None
    assert (second.number, read_lease(database).is_held) == (first.number + 1, True)
    assert renew_lease(database, "one", first.number, "") is None


def test_a_lease_that_is_renewed_late_goes_on_while_no_other_worker_took_it(database: Database) -> None:
    first = take_lease(database, "one")
    assert first is not None
    end_lease(database)
    assert renew_lease(database, "one", first.number, "") is not None
    left = read_lease(database).ends_at - read_lease(database).now
    assert timedelta(seconds=LEASE_SECONDS - 1) < left <= timedelta(seconds=LEASE_SECONDS)


def test_writes_of_an_earlier_leader_are_refused_and_leave_nothing(database: Database) -> None:
    first = take_lease(database, "one")
    assert first is not None
    fenced = FencedDatabase(database, first.number)
    assert upsert(fenced, [make(1)], origin=Origin.POLL, at=NOON).new == 1
    end_lease(database)
    assert take_lease(database, "two") is not None
    with pytest.raises(LeaseLostError):
        upsert(fenced, [make(2)], origin=Origin.POLL, at=NOON)
    assert latest_seq(database) == 1


def test_a_write_that_waited_while_the_lease_changed_hands_is_refused(database: Database, another: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one worker")
    first = take_lease(database, "one")
    assert first is not None
    end_lease(database)

    def write_late() -> None:
        upsert(FencedDatabase(database, first.number), [make(1)], origin=Origin.POLL, at=NOON)

    with ThreadPoolExecutor(1) as threads:
        with another.write() as session:
            take_turn(session.connection())
            late = threads.submit(write_late)
            while not waits_for_a_lock(session):  # with the number that still counted when it began
                time.sleep(0.01)
            session.connection().execute(update(LEASE).values(number=first.number + 1, holder="two"))
        with pytest.raises(LeaseLostError):
            late.result()
    assert latest_seq(database) == 0


def test_a_leader_that_is_suspended_in_mid_transaction_does_not_keep_the_others_waiting(
    database: Database, another: Database
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one worker")
    first = take_lease(database, "one")
    assert first is not None
    end_lease(database)
    # As the app sets it; the other databases of the tests wait longer for a test that a busy machine stalls.
    limit = {"options": "-c idle_in_transaction_session_timeout=5s"}
    old = Database(database.engine.url.update_query_dict(limit).render_as_string(hide_password=False))
    fenced = FencedDatabase(old, first.number)
    with pytest.raises(DatabaseUnavailableError):
        suspended_in_mid_transaction(fenced, another)
    old.close()
    assert latest_seq(another) == 1
    assert read_lease(another).status == ""


def suspended_in_mid_transaction(fenced: FencedDatabase, another: Database) -> None:
    """Take the writers' turn, and do nothing more until another worker leads and has written."""
    with fenced.write() as session:
        deadline, second = time.monotonic() + 12, None
        while second is None and time.monotonic() < deadline:
            with contextlib.suppress(DatabaseUnavailableError):  # the lock was waited for, and given up
                second = take_lease(another, "two")
        assert second is not None
        assert upsert(FencedDatabase(another, second.number), [make(2)], origin=Origin.POLL, at=NOON).new == 1
        session.connection().execute(update(LEASE).values(status="of the old one"))
