"""Many tickets are marked as read at once, within a view, and as before when that is undone."""

from datetime import timedelta
from typing import Any

from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.marks import mark_opened, marks_of, set_watched
from rca_dashboard.store.personal.preferences import unread_since
from rca_dashboard.store.personal.read_marks import (
    mark_many_opened,
    news_in_view,
    read_until_of,
    restore_opened,
    restore_read_until,
)
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make

BEFORE = NOON - timedelta(days=1)


def ticket(place: int, **special: Any) -> Any:
    return make(place, arrived_at=NOON, **special)


def test_what_is_unread_or_changed_in_a_view_is_found_and_nothing_else(database: Database) -> None:
    unread_since(database, "ada", BEFORE)
    storage = Reference("s", "Storage")
    keep(database, ticket(1), ticket(2, assignment_group=storage), ticket(3, assignment_group=storage), ticket(4))
    mark_opened(database, "ada", make(3).sys_id, NOON)
    mark_opened(database, "ada", make(4).sys_id, NOON)
    keep(database, ticket(3, assignment_group=storage, mod_count=7, status="Resolved"))
    view = View.from_query({"assignment_group": "s"})
    assert set(news_in_view(database, "ada", view)) == {make(2).sys_id, make(3).sys_id}
    assert set(news_in_view(database, "ada", View())) == {make(place).sys_id for place in (1, 2, 3)}
    assert news_in_view(database, "eve", view) == ()


def test_marks_are_as_before_after_an_undo_and_what_is_watched_stays_so(database: Database) -> None:
    keep(database, *(ticket(place) for place in range(1, 8)))
    ids = [make(place).sys_id for place in range(1, 8)]
    mark_opened(database, "ada", ids[0], NOON)
    set_watched(database, "ada", ids[1], NOON, is_watched=True)
    keep(database, ticket(1, mod_count=7, status="Resolved"))
    old = marks_of(database, "ada", ids)
    before = mark_many_opened(database, "ada", ids, NOON)
    assert all(mark.opened_revision > 1 or mark.sys_id == ids[0] for mark in marks_of(database, "ada", ids).values())
    assert marks_of(database, "ada", ids)[ids[1]].is_watched
    restore_opened(database, "ada", before, NOON)
    after = marks_of(database, "ada", ids)
    assert {each: after[each].opened_revision for each in ids} == {
        each: old[each].opened_revision if each in old else 0 for each in ids
    }
    assert after[ids[1]].is_watched


def test_reading_all_is_undone(database: Database) -> None:
    since = unread_since(database, "ada", BEFORE)
    assert read_until_of(database, "ada") == (since, None)
    restore_read_until(database, "ada", NOON, 7)
    assert read_until_of(database, "ada") == (NOON, 7)
    assert read_until_of(database, "eve") == (None, None)
