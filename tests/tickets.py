"""Tickets for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from rca_dashboard.domain.tickets.ticket import Reference, Ticket

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def make(place: int = 1, /, **special: Any) -> Ticket:
    """Make a ticket from its place in a row of tickets, and what is to be special about it."""
    plain: dict[str, Any] = {
        "sys_id": f"{place:032x}",
        "table": "incident",
        "ticket_id": f"INC{place:07}",
        "short_description": f"Printer {place} is on fire",
        "status": "New",
        "state": "1",
        "priority": 3,
        "opened_at": NOON + timedelta(minutes=place),
        "updated_at": NOON + timedelta(minutes=place),
        "assignment_group": Reference("g1", "Network"),
        "extra": {"u_floor": "3", "u_empty": ""},
    }
    return Ticket(**{**plain, **special})
