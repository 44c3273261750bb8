"""The activity of a ticket: its journals, with its changes from the feed."""

from sqlalchemy import Connection, bindparam, select

from rca_dashboard.domain.tickets.activity import Activity, activity_of
from rca_dashboard.domain.tickets.detail import ActivityEntry
from rca_dashboard.domain.tickets.detail_fields import activity_entry
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import change_of
from rca_dashboard.store.schema.tickets import CHANGE, TICKET
from rca_dashboard.store.texts import storable
from rca_dashboard.store.tickets.rows import ticket_of

# Of the newest changes: the UCI log's busiest incident has 129.
_MOST_CHANGES = 2_000
_NEWEST = (
    select(CHANGE).where(CHANGE.c.sys_id == bindparam("sys_id")).order_by(CHANGE.c.seq.desc()).limit(_MOST_CHANGES)
)


def activity(database: Database, ticket: Ticket) -> tuple[Activity, ...]:
    """Return the activity of a ticket, newest first."""
    with database.read() as session:
        return read_activity(session.connection(), ticket)


def read_activity(connection: Connection, ticket: Ticket) -> tuple[Activity, ...]:
    """Return the activity of a ticket as this transaction sees it, newest first."""
    newest = [change_of(row) for row in connection.execute(_NEWEST, {"sys_id": storable(ticket.sys_id)})]
    return activity_of(ticket, newest[::-1])


def older_activity(database: Database, sys_id: str, before: str, limit: int) -> tuple[ActivityEntry, ...]:
    """Return the entries of a ticket's activity after the one with the key ``before``, newest first."""
    with database.read() as session:
        connection = session.connection()
        row = connection.execute(select(TICKET).where(TICKET.c.sys_id == storable(sys_id))).mappings().first()
        entries = read_activity(connection, ticket_of(row)) if row else ()
    keys = [entry.key for entry in entries]
    start = keys.index(before) + 1 if before in keys else len(keys)
    return tuple(activity_entry(entry) for entry in entries[start : start + limit])
