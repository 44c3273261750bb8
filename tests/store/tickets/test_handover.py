"""The handover: what happened since a time, from the feed, and what is still on fire."""

from datetime import datetime, timedelta
from typing import Any

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.handover import Handover
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.handover import handover
from rca_dashboard.store.tickets.slas import upsert_slas
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

STORAGE, BETH, DAVID = Reference("s", "Storage"), Reference("b", "Beth Anglin"), Reference("d", "David Loo")
SINCE, UNTIL = NOON + timedelta(hours=4), NOON + timedelta(hours=12)


def keep(database: Database, hour: int, *places: int, origin: Origin = Origin.POLL, **special: Any) -> None:
    at = NOON + timedelta(hours=hour)
    opened: dict[str, datetime] = {} if "opened_at" in special else {"opened_at": NOON}
    tickets = [make(place, updated_at=at, mod_count=hour, **opened, **special) for place in places]
    upsert(database, tickets, origin=origin, at=at)


def breach(database: Database, hour: int, place: int, *, is_breached: bool) -> None:
    ticket = make(place).sys_id
    sla = TaskSla(
        sys_id=f"sla of {place}",
        task_id=ticket,
        name="Resolution",
        stage="in_progress",
        breached=is_breached,
        mod_count=hour,
    )
    upsert_slas(database, [sla], origin=Origin.POLL, at=NOON + timedelta(hours=hour))


def shown(found: Handover) -> dict[str, list[tuple[str, str]]]:
    return {each.name: [(one.number[-1], one.note) for one in each.tickets] for each in found.sections}


def test_each_thing_that_happened_is_in_its_section_and_nothing_from_before(database: Database) -> None:
    keep(database, 0, 1, 2, 3, 4, 5, origin=Origin.IMPORT)
    keep(database, 1, 5, status="Resolved", resolved_at=NOON)  # before the shift
    breach(database, 3, 1, is_breached=True)  # likewise
    keep(database, 5, 1, priority=1)
    keep(database, 6, 2, assignment_group=STORAGE, assigned_to=BETH)
    breach(database, 6, 2, is_breached=False)
    keep(database, 7, 2, assignment_group=STORAGE, assigned_to=DAVID)
    breach(database, 7, 2, is_breached=True)
    keep(database, 8, 3, priority=1, status="Resolved", resolved_at=NOON + timedelta(hours=8))
    keep(database, 8, 4, status="Resolved", resolved_at=NOON + timedelta(hours=8))
    keep(database, 9, 4, status="In Progress", resolved_at=None)  # reopened
    keep(database, 9, 6, opened_at=NOON + timedelta(hours=9))
    keep(database, 9, 7, opened_at=NOON - timedelta(days=9))  # came into the base query, and is old
    keep(database, 13, 8, opened_at=NOON + timedelta(hours=13))  # after the shift
    found = handover(database, SINCE, UNTIL)
    assert shown(found) == {
        "opened": [("6", "")],
        "resolved": [("3", "Resolved")],
        "escalated": [("3", "Priority 3 → 1"), ("1", "Priority 3 → 1")],
        "reassigned": [("2", "Beth Anglin → David Loo")],
        "breached": [("2", "Resolution")],
        "on-fire": [("1", "")],
    }
    assert [section.total for section in found.sections] == [1, 1, 2, 1, 1, 1]
    assert found.known_since == 0


def test_a_feed_that_begins_later_says_so(database: Database) -> None:
    keep(database, 6, 1)
    assert handover(database, SINCE, UNTIL).known_since == round((NOON + timedelta(hours=6)).timestamp() * 1000)
    assert handover(database, NOON + timedelta(hours=7), UNTIL).known_since == 0


def test_of_many_the_latest_are_shown_and_all_are_counted(database: Database) -> None:
    keep(database, 5, *range(1, 121), opened_at=NOON + timedelta(hours=5))
    opened = handover(database, SINCE, UNTIL).sections[0]
    assert (opened.total, len(opened.tickets), opened.tickets[0].number) == (120, 100, "INC0000120")


def test_a_deleted_ticket_is_not_shown(database: Database) -> None:
    keep(database, 5, 1, priority=1)
    mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON + timedelta(hours=6))
    assert all(section.tickets == () for section in handover(database, SINCE, UNTIL).sections)


def test_no_feed_is_an_empty_handover(database: Database) -> None:
    assert all(section.total == 0 for section in handover(database, SINCE, UNTIL).sections)
