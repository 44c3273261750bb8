"""The arrays of a year's changes are made once, and again when a change is new, is deleted, or is not the reader's."""

from datetime import timedelta

import pytest

from rca_dashboard.cases import known_changes
from rca_dashboard.cases.known_changes import history_before
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make


def _change(place: int, **special: object) -> Ticket:
    ended = f"{NOON - timedelta(days=place):%Y-%m-%d %H:%M:%S}"
    return make(place, table="change_request", ticket_id=f"CHG{place:07}", extra={"work_end": ended}, **special)


def _numbers(database: Database, days: int = 0) -> list[str]:
    return sorted(each.number for each in history_before(database, NOON + timedelta(days=days)).changes)


def test_they_are_made_again_when_a_change_is_new_or_gone_and_not_for_tickets(database: Database) -> None:
    upsert(database, [_change(1), _change(2)], origin=Origin.POLL, at=NOON)
    first = history_before(database, NOON)
    upsert(database, [make(50)], origin=Origin.POLL, at=NOON)
    assert history_before(database, NOON) is first
    # Cases that began in one month share them.
    assert history_before(database, NOON + timedelta(days=3)) is first
    upsert(database, [_change(3)], origin=Origin.POLL, at=NOON)
    assert _numbers(database) == ["CHG0000001", "CHG0000002", "CHG0000003"]
    mark_deleted(database, [_change(1).sys_id], origin=Origin.POLL, at=NOON)
    assert _numbers(database) == ["CHG0000002", "CHG0000003"]


def test_a_limited_reader_has_their_own(database: Database) -> None:
    mail = Reference("g2", "Mail")
    upsert(database, [_change(1), _change(2, assignment_group=mail)], origin=Origin.POLL, at=NOON)
    limited = database.seen_by(Visibility((TeamFilter(assignment_groups=("Mail",)),)))
    assert _numbers(database) == ["CHG0000001", "CHG0000002"]
    assert _numbers(limited) == ["CHG0000002"]
    upsert(database, [_change(1, assignment_group=mail, mod_count=1)], origin=Origin.POLL, at=NOON)
    assert _numbers(limited) == ["CHG0000001", "CHG0000002"]


def test_no_more_are_kept_than_a_few(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_changes, "_MOST_KEPT", 2)
    first = history_before(database, NOON)
    for months in (1, 2):
        history_before(database, NOON - timedelta(days=31 * months))
    assert history_before(database, NOON) is not first
