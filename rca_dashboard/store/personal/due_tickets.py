"""Tickets whose nearest service level ends soon, found by its index."""

from datetime import datetime

from sqlalchemy import select

from rca_dashboard.domain.notifications.sla_news import DueTicket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.rows import ticket_of

_T = TICKET.c
# More than anyone could be warned of one by one.
MOST = 500


def tickets_due(database: Database, after: datetime, until: datetime) -> tuple[DueTicket, ...]:
    """Return the tickets that are due in a time, the soonest first, at most ``MOST``."""
    wanted = (
        select(TICKET)
        .where(_T.is_deleted.is_(False), _T.due_at > after, _T.due_at <= until)
        .order_by(_T.due_at, _T.id)
        .limit(MOST)
    )
    with database.read() as session:
        rows = session.connection().execute(wanted).mappings().all()
    return tuple(
        DueTicket(
            sys_id=row["sys_id"],
            table=row["table"],
            ticket_id=row["ticket_id"],
            due_at=row["due_at"],
            content=ticket_of(row).content(),
        )
        for row in rows
    )
