"""Stored tickets, and those that a filter finds again."""

from typing import Any

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket_list
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON


def keep(database: Database, *tickets: Ticket) -> None:
    upsert(database, tickets, origin=Origin.POLL, at=NOON)


def found(database: Database, **wanted: Any) -> list[int]:
    """Return the places of the tickets that a filter lets through."""
    listed = ticket_list(database, View(filter=TicketFilter(**wanted), limit=200)).tickets
    return sorted(int(each.sys_id, 16) for each in listed)
