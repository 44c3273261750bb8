"""Which tickets match a filter and a search."""

from datetime import timedelta

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.marks import mark_opened, set_watched
from rca_dashboard.store.personal.preferences import read_all_until, unread_since
from rca_dashboard.store.tickets.upsert import upsert
from tests.store.listing.kept_tickets import found, keep
from tests.tickets import NOON, make


def test_filters_narrow_one_another_and_their_values_widen(database: Database) -> None:
    keep(
        database,
        make(1, status="New", state="1", priority=1, category="net", source="phone"),
        make(2, status="On Hold", state="3", priority=2, category="net", source="email"),
        make(3, status="Closed", state="3", priority=1, table="sc_req_item", assignment_group=Reference("g2", "Desk")),
        make(4, status="Closed", state="7", priority=None, assignment_group=None),
    )
    assert found(database, status=("New",)) == [1]
    assert found(database, status=("3",)) == [2, 3]
    assert found(database, status=("Closed", "1")) == [1, 3, 4]
    assert found(database, priority=(1,)) == [1, 3]
    assert found(database, category=("net",), priority=(2, 3)) == [2]
    assert found(database, source=("email", "phone")) == [1, 2]
    assert found(database, table=("sc_req_item",)) == [3]
    assert found(database, assignment_group=("g1",)) == [1, 2]
    assert found(database, assignment_group=("Desk", "g1")) == [1, 2, 3]
    assert found(database, status=("nothing",)) == []
    assert found(database, status=("\0\ud83d",)) == []


def test_the_first_moment_counts_and_the_last_does_not(database: Database) -> None:
    keep(database, *(make(place) for place in range(5)), make(9, opened_at=None))
    start, end = NOON + timedelta(minutes=1), NOON + timedelta(minutes=3)
    assert found(database, opened_from=start, opened_to=end) == [1, 2]
    assert found(database, opened_from=end) == [3, 4]


@pytest.mark.parametrize("field", ["resolved", "closed", "updated"])
def test_times_of_the_end_are_ranges_too(database: Database, field: str) -> None:
    keep(database, make(0, **{f"{field}_at": None}))
    keep(database, *(make(place, **{f"{field}_at": NOON + timedelta(minutes=place)}) for place in range(1, 5)))
    start, end = NOON + timedelta(minutes=2), NOON + timedelta(minutes=4)
    assert found(database, **{f"{field}_from": start, f"{field}_to": end}) == [2, 3]


def test_an_age_is_counted_in_days_from_now(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rca_dashboard.store.listing.conditions.utc_now", lambda: NOON)
    ages = {1: 0.5, 2: 1.0, 3: 2.9, 4: 3.0, 5: 40.0}
    keep(database, *(make(place, opened_at=NOON - timedelta(days=age)) for place, age in ages.items()))
    keep(database, make(6, opened_at=None))
    assert found(database, age_max=1) == [1]
    assert sorted(found(database, age_min=1, age_max=3)) == [2, 3]
    assert sorted(found(database, age_min=3)) == [4, 5]
    assert sorted(found(database, age_min=0)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("inc0000003", [3]),
        ("printer fire", [1, 2, 3, 4, 5, 6]),
        ("fire printer 2", [2]),
        ("100%", [4]),
        ("%", [4]),
        ("_", [5]),
        ("\\", [6]),
        ("/", [4]),
        ("ANN", [1]),
        ("desk", [2]),
        ("carol", [3]),
        ("ärger", [4]),
        ("ÄRGER", [4]),
        ("'", [5]),
        ("🔥", [6]),
        ("a\0b", [6]),
        ("\ud83d", [6]),
        ("Ann Desk", []),
        ("u_floor", []),
        ("", [1, 2, 3, 4, 5, 6]),
        ("   ", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_every_word_of_a_search_occurs_in_the_ticket(database: Database, query: str, places: list[int]) -> None:
    keep(
        database,
        make(1, requester=Reference("u1", "Ann Smith")),
        make(2, assignment_group=Reference("g", "Service Desk")),
        make(3, assigned_to=Reference("u2", "Carol")),
        make(4, description="Groß ist der Ärger: 100% and/or more"),
        make(5, description="snake_case isn't x"),
        make(6, description="C:\\temp 🔥 a\0b"),
    )
    assert found(database, query=query) == places


def test_unread_is_what_arrived_since_the_first_visit_and_was_not_opened_by_the_reader(database: Database) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON - timedelta(minutes=1))
    upsert(database, [make(2), make(3), make(4)], origin=Origin.POLL, at=NOON + timedelta(minutes=1))
    upsert(database, [make(5)], origin=Origin.IMPORT, at=NOON + timedelta(minutes=1))
    assert found(database, unread=True, reader="ada") == []
    unread_since(database, "ada", NOON)
    mark_opened(database, "ada", make(2).sys_id, NOON)
    mark_opened(database, "eve", make(3).sys_id, NOON)
    set_watched(database, "ada", make(4).sys_id, NOON, is_watched=True)
    assert found(database, unread=True, reader="ada") == [3, 4]
    assert found(database, unread=True, reader="eve") == []
    assert found(database, unread=True) == []
    read_all_until(database, "ada", NOON + timedelta(minutes=2))
    assert found(database, unread=True, reader="ada") == []
