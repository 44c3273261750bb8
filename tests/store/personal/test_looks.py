"""What has happened to a view since its reader last looked: counted from the feed, and shown as a filter."""

from datetime import timedelta
from typing import Any

import pytest

from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.views.since_looked import SinceLooked, kinds_of, look_key
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.looks import keep_seen, look_at
from rca_dashboard.store.queries import ticket_page
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANN, BOB = Reference("u1", "Ann"), Reference("u2", "Bob")
OPEN = TicketFilter(is_open=True)
HOUR = timedelta(hours=1)


def store(database: Database, place: int, *, origin: Origin = Origin.POLL, **special: Any) -> None:
    upsert(database, [make(place, **special)], origin=origin, at=NOON)


def look(database: Database, at: float, wanted: TicketFilter = OPEN, who: str = "vera") -> SinceLooked:
    return look_at(database, who, wanted, NOON + at * HOUR)


def filtered(database: Database, kind: str, wanted: TicketFilter = OPEN, who: str = "vera") -> list[int]:
    parameters = {**View(filter=wanted).as_query(), "since_looked": kind}
    page = ticket_page(database, View.from_query(parameters).for_reader(who))
    return sorted(int(row.sys_id, 16) for row in page.rows)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"priority": (3, 1)}, {"escalated"}),
        ({"priority": (1, 3)}, set()),
        ({"priority": (None, 1)}, set()),
        ({"assigned_to": ({"id": "u1"}, {"id": "u2"})}, {"reassigned"}),
        ({"assigned_to": (None, {"id": "u2"})}, set()),
        ({"assignment_group": ({"id": "g1"}, None)}, {"reassigned"}),
        ({"resolved_at": (None, "2026-11-23T12:00:00Z")}, {"resolved"}),
        ({"is_active": (True, False)}, {"resolved"}),
        ({"is_active": (False, True)}, set()),
        ({"short_description": ("a", "b")}, set()),
    ],
)
def test_a_change_is_what_it_is_to_someone_who_comes_back(changes: dict[str, Any], expected: set[str]) -> None:
    change = Change(1, NOON, ChangeType.UPDATED, "incident", "1", "INC1", changes, Origin.POLL)
    assert kinds_of(change) == expected


def test_what_happened_since_the_last_visit_is_counted_and_filtered(database: Database) -> None:
    for place in range(1, 6):
        store(database, place, assigned_to=ANN)
    assert look(database, 0) == SinceLooked()  # the first visit: nothing is news
    store(database, 1, assigned_to=ANN, priority=1, mod_count=1)
    store(database, 2, assigned_to=BOB, mod_count=1)
    store(database, 3, assigned_to=ANN, mod_count=1, is_active=False, resolved_at=NOON)
    store(database, 4, assigned_to=ANN, mod_count=1, short_description="Another text")
    store(database, 6)
    store(database, 7, origin=Origin.IMPORT)
    since = look(database, 2)
    assert since == SinceLooked(
        at=to_milliseconds(NOON), count=4, new=1, escalated=1, reassigned=1, resolved=1, has_more=False
    )
    found = {kind: filtered(database, kind) for kind in ("new", "escalated", "reassigned", "resolved", "any")}
    assert found == {"new": [6], "escalated": [1], "reassigned": [2], "resolved": [3], "any": [1, 2, 3, 6]}
    assert filtered(database, "any", who="otto") == []


def test_only_the_tickets_of_the_view_count(database: Database) -> None:
    critical = TicketFilter(is_open=True, priority=(1,))
    store(database, 1)
    look(database, 0, critical)
    store(database, 2, priority=1)
    store(database, 3, priority=4)
    store(database, 1, priority=1, mod_count=1)
    since = look(database, 2, critical)
    assert (since.count, since.new, since.escalated) == (2, 1, 1)
    assert filtered(database, "new", critical) == [2]
    assert look(database, 2, OPEN) == SinceLooked()  # another view, never looked at


def test_a_reload_is_the_same_visit_and_what_was_seen_meanwhile_is_not_news(database: Database) -> None:
    look(database, 0)
    store(database, 1)
    assert look(database, 1).new == 1
    assert look(database, 1.01).new == 1  # a reload
    key = look_key(OPEN)
    keep_seen(database, [("vera", key), ("vera", key), ("otto", key)], NOON + 3 * HOUR)
    assert look(database, 3.01).new == 1
    store(database, 2)
    assert look(database, 5).new == 1  # the second alone


def test_order_and_page_are_the_same_view_and_the_filter_by_it_too() -> None:
    view = View.from_query({"is_open": "true", "since_looked": "new", "page": "3", "sort": "priority"})
    assert look_key(view.for_reader("vera").filter) == look_key(OPEN) == "is_open=true"
