"""The figures of a filter, from tickets and the feed as they are stored."""

from datetime import timedelta

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.views.view import TicketFilter
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.figures import list_figures
from rca_dashboard.store.tickets.slas import upsert_slas
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

AGENT = Reference("a" * 32, "Beth Anglin")


def figures(database: Database, **wanted: object) -> ListFigures:
    return list_figures(database, TicketFilter(**wanted), now=NOON)  # pyright: ignore[reportArgumentType] - fields of any type


def keep(database: Database, *tickets: Ticket, hours_ago: float) -> None:
    upsert(database, tickets, origin=Origin.POLL, at=NOON - timedelta(hours=hours_ago))


def test_figures_count_the_filters_tickets_and_what_they_were(database: Database) -> None:
    old = make(1, opened_at=NOON - timedelta(days=9), priority=1, is_active=True, assigned_to=AGENT)
    waiting = make(2, opened_at=NOON - timedelta(hours=2.5), priority=4, is_active=True, assigned_to=None)
    keep(database, old, hours_ago=40)
    keep(database, waiting, hours_ago=2.5)
    found = figures(database)
    assert (found.total, found.open, found.unassigned, found.high) == (2, 2, 1, 1)
    assert found.oldest_number == old.ticket_id
    assert found.oldest_at == to_milliseconds(old.opened_at)
    assert found.open_hours == (1,) * 22 + (2,) * 3
    assert found.unassigned_hours == (0,) * 22 + (1,) * 3
    assert found.high_hours == (1,) * 25
    assert sum(found.opened) == 1
    assert figures(database, priority=(4,)).open == 1
    assert figures(database, query="nothing like this").total == 0


def test_what_has_changed_in_the_day_is_read_from_the_feed(database: Database) -> None:
    first = make(1, opened_at=NOON - timedelta(days=3), priority=4, is_active=True, assigned_to=None, mod_count=1)
    then = make(1, opened_at=NOON - timedelta(days=3), priority=1, is_active=True, assigned_to=AGENT, mod_count=2)
    keep(database, first, hours_ago=30)
    keep(database, then, hours_ago=3.5)
    found = figures(database)
    assert (found.unassigned, found.high) == (0, 1)
    assert found.unassigned_hours == (1,) * 21 + (0,) * 4
    assert found.high_hours == (0,) * 21 + (1,) * 4


def test_what_is_at_risk_is_counted_with_its_day_and_without_slas_not_known(database: Database) -> None:
    opened_at = NOON - timedelta(days=2)
    keep(database, *(make(place, opened_at=opened_at, is_active=True) for place in range(1, 5)), hours_ago=48)
    assert (figures(database).at_risk, figures(database).at_risk_hours) == (-1, (0,) * 25)
    ends = {1: timedelta(hours=-2, minutes=-30), 2: timedelta(minutes=30), 3: timedelta(hours=5)}
    slas = [
        TaskSla(
            sys_id=f"s{place}",
            task_id=f"{place:032x}",
            stage="in_progress",
            due_at=NOON + end,
            breached=end < timedelta(0),
        )
        for place, end in ends.items()
    ]
    upsert_slas(database, slas, origin=Origin.IMPORT, at=NOON - timedelta(hours=40))
    found = figures(database)
    assert found.at_risk == 2
    assert found.at_risk_hours == (0,) * 21 + (1,) * 3 + (2,)
    assert figures(database, is_open=True, due_before=to_iso(NOON + timedelta(hours=1))).total == found.at_risk


def test_the_oldest_open_ticket_has_its_day_too(database: Database) -> None:
    keep(database, make(1, opened_at=NOON - timedelta(hours=30), is_active=True), hours_ago=30)
    assert figures(database).oldest_hours == tuple(3600 * hours for hours in range(6, 31))
