"""The figures of a filter, from tickets and the feed as they are stored."""

from datetime import timedelta

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.views.view import TicketFilter
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.figures import list_figures
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
