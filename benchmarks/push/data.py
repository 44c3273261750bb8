"""The data of the push benchmark: groups of tickets, so that views can differ by their group."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert

GROUPS = 20
TICKETS_IN_A_GROUP = 50
# 20 groups, each with ten sizes of page: 200 views, of which a change of one group's newest ticket touches ten.
LIMITS = range(20, 30)
CHANGED_GROUP = GROUPS - 1
_OPENED = datetime(2026, 1, 1, tzinfo=UTC)


def views() -> list[str]:
    """Return the query strings of the 200 views."""
    return [view for group in range(GROUPS) for view in views_of(group)]


def views_of(group: int) -> list[str]:
    """Return the query strings of a group's ten views."""
    return [f"assignment_group=Group+{group}&limit={limit}" for limit in LIMITS]


def changed_ticket(change: int) -> Ticket:
    """Return the newest ticket of all after a change."""
    return _ticket(GROUPS * TICKETS_IN_A_GROUP - 1, subject=f"Change {change} of the benchmark", mod_count=change)


def _ticket(place: int, *, subject: str, mod_count: int = 0) -> Ticket:
    group = place % GROUPS
    return Ticket(
        sys_id=f"{place:032x}",
        table="incident",
        ticket_id=f"INC{place:07}",
        short_description=subject,
        status="In Progress",
        state="2",
        priority=3,
        category="network",
        source="phone",
        opened_at=_OPENED + timedelta(minutes=place),
        updated_at=_OPENED + timedelta(days=1, seconds=mod_count),
        mod_count=mod_count,
        assignment_group=Reference(f"{group:032x}", f"Group {group}"),
        assigned_to=Reference("2" * 32, "Ada Miller"),
        labels={"category": "Network", "source": "Phone"},
    )


def prepare(path: Path) -> None:
    """Create the database."""
    database = Database(f"sqlite:///{path}")
    migrate(database)
    places = range(GROUPS * TICKETS_IN_A_GROUP)
    tickets = [_ticket(place, subject=f"Printer {place} is on fire") for place in places]
    upsert(database, tickets, origin=Origin.IMPORT, at=datetime.now(UTC))
    database.close()
