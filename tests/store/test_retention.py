"""Expired rows are deleted from the beginning, in small transactions, and no others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from rca_dashboard.domain.audit import AuditEntry
from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store import retention
from rca_dashboard.store.audit import add_entry, entries_after
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after, history, latest_seq, oldest_seq
from rca_dashboard.store.progress.polls import recent_polls, record_poll
from rca_dashboard.store.queries import ticket
from rca_dashboard.store.retention import (
    AUDIT_LOG,
    FEED,
    NOTIFICATIONS,
    POLLS,
    RetainedTable,
    delete_expired,
    first_retained,
)
from rca_dashboard.store.schema.column_types import PlainText
from rca_dashboard.store.schema.notifications import NOTIFICATION
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

DAY = timedelta(days=1)


def forget(database: Database, retained: RetainedTable, days: float) -> list[int]:
    """Forget what is older than so many days at noon, and give the sizes of the transactions."""
    before = first_retained(database, retained, NOON - days * DAY, NOON)
    sizes: list[int] = []
    while some := delete_expired(database, retained, before):
        sizes.append(some)
    return sizes


def keep_changes(database: Database, *days_ago: float) -> None:
    for count, days in enumerate(days_ago):
        change = replace(make(1), mod_count=count, short_description=f"Printer, version {count}")
        upsert(database, [change], origin=Origin.POLL, at=NOON - days * DAY)


def test_old_changes_go_and_the_rest_of_the_feed_has_no_hole(database: Database) -> None:
    keep_changes(database, 9, 8, 7, 2, 1)
    assert forget(database, FEED, 5) == [3]
    assert [change.seq for change in changes_after(database, 0, 99)] == [4, 5]
    assert (oldest_seq(database), latest_seq(database)) == (4, 5)
    # A ticket's history counts with the feed; the ticket itself stays as it is.
    assert [change.seq for change in history(database, make(1).sys_id)] == [4, 5]
    stored = ticket(database, make(1).sys_id)
    assert stored is not None
    assert (stored.short_description, stored.revision) == ("Printer, version 4", 5)


def test_an_expired_feed_is_emptied_and_continues_with_its_next_number(database: Database) -> None:
    keep_changes(database, 9, 8)
    assert forget(database, FEED, 5) == [2]
    assert (changes_after(database, 0, 99), latest_seq(database)) == ((), 2)
    assert forget(database, FEED, 5) == []
    upsert(database, [make(2)], origin=Origin.POLL, at=NOON)
    assert [change.seq for change in changes_after(database, 0, 99)] == [3]


def test_where_the_clock_stepped_back_nothing_goes_from_the_middle(database: Database) -> None:
    keep_changes(database, 9, 1, 8, 1)
    assert forget(database, FEED, 5) == [1]
    assert [change.seq for change in changes_after(database, 0, 99)] == [2, 3, 4]


def test_changes_dated_while_the_clock_was_ahead_keep_no_later_ones(database: Database) -> None:
    keep_changes(database, 9, -4000, 8, -4000, 1)
    assert forget(database, FEED, 5) == [4]
    assert [change.seq for change in changes_after(database, 0, 99)] == [5]


def test_changes_dated_while_the_clock_was_ahead_are_not_themselves_deleted_as_old(database: Database) -> None:
    keep_changes(database, 9, 8, -4000, -4000)
    assert forget(database, FEED, 5) == [2]
    assert [change.seq for change in changes_after(database, 0, 99)] == [3, 4]


def test_an_empty_table_has_nothing_to_forget(database: Database) -> None:
    assert [forget(database, retained, 0) for retained in (FEED, POLLS, NOTIFICATIONS, AUDIT_LOG)] == [[]] * 4


def test_much_goes_in_small_transactions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 4)
    keep_changes(database, *(20 - place for place in range(15)))
    assert forget(database, FEED, 9.5) == [4, 4, 3]
    assert oldest_seq(database) == 12


def test_old_polls_and_audit_entries_go(database: Database) -> None:
    for days in (40, 31, 3):
        record_poll(database, PollResult(at=NOON - days * DAY))
        add_entry(database, AuditEntry(at=NOON - days * DAY, username="ada", address="", action="polled"))
    assert forget(database, POLLS, 30) == [2]
    assert [poll.at for poll in recent_polls(database)] == [NOON - 3 * DAY]
    assert forget(database, AUDIT_LOG, 35) == [1]
    assert [entry.at for entry in entries_after(database, 0, 9)] == [NOON - 31 * DAY, NOON - 3 * DAY]


def test_old_notifications_go(database: Database) -> None:
    needed = [column for column in NOTIFICATION.c if not column.nullable and column.name not in {"id", "at"}]
    row = {column.name: "x" if isinstance(column.type, PlainText) else 0 for column in needed}
    with database.write() as session:
        for number, days in enumerate((100, 91, 2), start=1):
            session.connection().execute(insert(NOTIFICATION).values({**row, "id": number, "at": NOON - days * DAY}))
    assert forget(database, NOTIFICATIONS, 90) == [2]
    with database.read() as session:
        assert session.connection().execute(select(NOTIFICATION.c.id)).scalars().all() == [3]
