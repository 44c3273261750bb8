"""Limits and choices hold across processes: each of these tests works with two on the same database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Table, update

from rca_dashboard.access.logins.shared_throttle import SharedThrottle
from rca_dashboard.domain.preferences import Density, LiveMode, Preferences
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.personal_changes import personal_revisions_since
from rca_dashboard.store.personal.preferences import change_preferences, read_preferences
from rca_dashboard.store.progress.polling_pause import is_polling_paused, keep_polling_pause
from rca_dashboard.store.schema.workers import COMMAND, LOGIN_ATTEMPTS, WORKER
from rca_dashboard.store.shared_limits.accepted_requests import accept_once
from rca_dashboard.store.workers.commands import add_command, answer_command, answer_of, take_commands
from rca_dashboard.store.workers.rows import forget_worker, report_worker


@pytest.fixture
def another(database: Database) -> Iterator[Database]:
    """The same database, as another process has it."""
    made = Database(database.engine.url.render_as_string(hide_password=False))
    yield made
    made.close()


def test_two_choices_of_one_person_at_once_at_two_workers_are_both_kept(database: Database, another: Database) -> None:
    def compact(found: Preferences) -> Preferences:
        return replace(found, density=Density.COMPACT)

    def paused(found: Preferences) -> Preferences:
        return replace(found, live_mode=LiveMode.PAUSED)

    with ThreadPoolExecutor(2) as threads:
        for number in range(50):
            username = f"user {number}"
            both = ((database, compact), (another, paused))
            list(threads.map(lambda each, username=username: change_preferences(each[0], username, each[1]), both))
            chosen = read_preferences(database, username)
            assert (chosen.density, chosen.live_mode) == (Density.COMPACT, LiveMode.PAUSED)
    revisions = personal_revisions_since(another, datetime.now(UTC) - timedelta(minutes=5))
    assert set(revisions.values()) == {2}
    assert len(revisions) == 50


def test_a_signed_request_is_accepted_once_whichever_worker_it_reaches(database: Database, another: Database) -> None:
    until = datetime.now(UTC) + timedelta(minutes=5)
    with ThreadPoolExecutor(8) as threads:
        workers = [database, another] * 8
        accepted = list(threads.map(lambda worker: accept_once(worker, "digest", until), workers))
    assert accepted.count(True) == 1
    assert accept_once(another, "another digest", until)
    past = datetime.now(UTC) - timedelta(minutes=5)
    assert accept_once(database, "of long ago", past)
    assert accept_once(another, "of long ago", past)  # forgotten: its time is checked before


async def test_wrong_logins_at_two_workers_wait_as_at_one(database: Database, another: Database) -> None:
    throttles = [SharedThrottle(database), SharedThrottle(another)]
    waits = [await throttles[number % 2].attempt("ada", "10.0.0.1") for number in range(6)]
    assert [wait == 0 for wait in waits] == [True] * 4 + [False] * 2
    assert 0 < waits[4] <= 1
    assert await throttles[0].attempt("grace", "10.0.0.2") == 0


async def test_a_login_that_succeeds_is_not_counted(database: Database, another: Database) -> None:
    one, two = SharedThrottle(database), SharedThrottle(another)
    for _ in range(20):
        assert await one.attempt("ada", "10.0.0.1") == 0
        await two.succeed("ada", "10.0.0.1")


def test_an_order_is_taken_once_and_answered_where_it_was_given(database: Database, another: Database) -> None:
    number = add_command(database, "poll", "{}")
    with ThreadPoolExecutor(4) as threads:
        taken = [each for some in threads.map(lambda _: take_commands(another, 7), range(4)) for each in some]
    assert [(each.id, each.kind) for each in taken] == [(number, "poll")]
    assert answer_of(database, number) is None
    answer_command(another, number, '{"result": null}')
    assert answer_of(database, number) == '{"result": null}'
    assert take_commands(another, 8) == ()


def test_workers_see_one_another_until_they_end(database: Database, another: Database) -> None:
    report_worker(database, "one", "1.0", "{}")
    rows = report_worker(another, "two", "1.1", '{"browsers": 3}')
    assert [(row.id, row.version, row.figures) for row in rows] == [
        ("one", "1.0", "{}"),
        ("two", "1.1", '{"browsers": 3}'),
    ]
    forget_worker(another, "two")
    assert [row.id for row in report_worker(database, "one", "1.0", "{}")] == ["one"]


def test_a_pause_holds_until_the_setting_is_changed(database: Database, another: Database) -> None:
    assert not is_polling_paused(database, is_enabled=True)
    assert is_polling_paused(database, is_enabled=False)
    keep_polling_pause(database, is_paused=True, is_enabled=True)
    assert is_polling_paused(another, is_enabled=True)
    keep_polling_pause(another, is_paused=False, is_enabled=False)
    assert not is_polling_paused(database, is_enabled=False)
    assert not is_polling_paused(database, is_enabled=True)


async def test_a_database_s_clock_that_is_set_back_locks_no_account(database: Database) -> None:
    throttle = SharedThrottle(database)
    while await throttle.attempt("ada", "10.0.0.1") == 0:
        pass
    set_ahead(database, LOGIN_ATTEMPTS, "at")
    assert await throttle.attempt("ada", "10.0.0.1") == 0


def test_an_order_of_before_the_clock_was_set_back_surprises_no_one(database: Database) -> None:
    add_command(database, "poll", "{}")
    set_ahead(database, COMMAND, "at")
    assert take_commands(database, 1) == ()


def test_a_worker_that_was_seen_before_the_clock_was_set_back_is_gone(database: Database, another: Database) -> None:
    report_worker(database, "one", "1", "{}")
    set_ahead(database, WORKER, "seen_at")
    assert [row.id for row in report_worker(another, "two", "1", "{}")] == ["two"]


def set_ahead(database: Database, table: Table, column: str) -> None:
    """Date all rows an hour ahead, as if the clock had been set back since."""
    with database.write() as session:
        session.connection().execute(update(table).values({column: datetime.now(UTC) + timedelta(hours=1)}))
