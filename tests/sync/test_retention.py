"""Retention runs at the start and once a day, for the configured days."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.domain.retention import RetentionDays
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.store.progress.cursors import save_cursor
from rca_dashboard.store.progress.polls import recent_polls, record_poll
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.sync.retention import DAILY, Retention
from rca_dashboard.sync.schedule import CronTrigger
from tests.sync.sync_harness import until
from tests.tickets import NOON, make


@pytest.fixture
def aged(database: Database) -> Database:
    for place, days in enumerate((400, 300, 1)):
        at = NOON - timedelta(days=days)
        upsert(database, [make(place)], origin=Origin.POLL, at=at)
        record_poll(database, PollResult(at=at))
    return database


def left(database: Database) -> tuple[int, int]:
    return len(changes_after(database, 0, 99)), len(recent_polls(database))


async def test_each_kind_is_kept_for_its_own_days_and_for_ever_where_these_are_0(
    aged: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard")
    await Retention(aged, RetentionDays(), clock=lambda: NOON).run()
    assert (left(aged), caplog.messages) == ((3, 3), [])
    await Retention(aged, RetentionDays(feed=365, polls=30), clock=lambda: NOON).run()
    assert left(aged) == (2, 1)
    assert caplog.messages == ["Retention deleted 1 changes, 2 polls."]


async def test_a_clock_that_is_years_ahead_deletes_nothing_that_servicenow_s_clock_keeps(aged: Database) -> None:
    save_cursor(aged, Cursor(table="incident", since=NOON - timedelta(minutes=1)))
    for ahead in (timedelta(days=80), timedelta(days=30_000)):
        await Retention(aged, RetentionDays(feed=365, polls=30), clock=lambda ahead=ahead: NOON + ahead).run()
        assert left(aged) == (2, 1)


async def test_it_begins_at_the_start_and_comes_once_a_day(aged: Database) -> None:
    retention = Retention(aged, RetentionDays(feed=365), clock=lambda: NOON)
    retention.open()
    await until(lambda: left(aged) == (2, 3))
    await retention.aclose()
    assert CronTrigger(DAILY).interval_seconds(datetime.now(UTC)) == 24 * 3600


async def test_a_failing_database_is_reported_in_one_line(aged: Database, caplog: pytest.LogCaptureFixture) -> None:
    with aged.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE change RENAME TO elsewhere")
    await Retention(aged, RetentionDays(feed=365), clock=lambda: NOON).run()
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("Retention failed: The database sqlite:")
