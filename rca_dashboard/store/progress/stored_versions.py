"""The stored versions of tickets, for comparison with ServiceNow's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.reconcile import RECONCILE_PLACE
from rca_dashboard.store.schema.tallies import TICKET_KIND
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable

# SQLite takes at most 32,766 parameters; a page of keys is 10,000 rows.
MOST_TABLES_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """The stored version of a ticket; ``revision`` is the feed's ``seq`` of its last change."""

    mod_count: int
    updated_at: datetime | None
    is_deleted: bool
    revision: int


def versions_between(database: Database, table: str, after: str, until: str | None) -> Mapping[str, StoredVersion]:
    """Return the stored versions of a table, by sys_id, whether marked as deleted or not.

    Args:
        database: The database.
        table: The table that they were read from.
        after: Only sys_ids after this one; empty for the beginning.
        until: Only sys_ids up to this one; None for the end.
    """
    wanted = select(TICKET.c.sys_id, TICKET.c.mod_count, TICKET.c.updated_at, TICKET.c.is_deleted, TICKET.c.revision)
    wanted = wanted.where(TICKET.c.table == table, TICKET.c.sys_id > storable(after))
    if until is not None:
        wanted = wanted.where(TICKET.c.sys_id <= storable(until))
    with database.read() as session:
        return {row.sys_id: StoredVersion(*row[1:]) for row in session.connection().execute(wanted)}


def tables_of(database: Database, sys_ids: Collection[str]) -> Mapping[str, str]:
    """Return the tables under which some tickets are stored, by sys_id, without those that are marked as deleted.

    Args:
        database: The database.
        sys_ids: At most ``MOST_TABLES_AT_ONCE``.
    """
    wanted = select(TICKET.c.sys_id, TICKET.c.table).where(
        TICKET.c.sys_id.in_([storable(sys_id) for sys_id in sys_ids]), TICKET.c.is_deleted.is_(False)
    )
    with database.read() as session:
        return {row.sys_id: row.table for row in session.connection().execute(wanted)}


def newest_update(database: Database, table: str, until: datetime) -> datetime | None:
    """Return when the ticket of a table that was updated last was updated, of those updated up to a time."""
    # The index begins with is_deleted and holds the kind, which a table's tickets share with no other's.
    kinds = select(TICKET_KIND.c.id).where(TICKET_KIND.c.table == table)
    wanted = select(TICKET.c.updated_at).where(TICKET.c.kind.in_(kinds), TICKET.c.updated_at <= until)
    newest = wanted.order_by(TICKET.c.updated_at.desc()).limit(1)
    with database.read() as session:
        found = [
            session.connection().execute(newest.where(TICKET.c.is_deleted.is_(is_deleted))).scalar()
            for is_deleted in (False, True)
        ]
    return max((at for at in found if at is not None), default=None)


def count_stored(database: Database, table: str) -> int:
    """Return how many tickets of a table are stored and not marked as deleted, from the tallies.

    Counting the tickets themselves reads the whole table on PostgreSQL, where a statement's time is limited.
    """
    wanted = select(func.sum(TICKET_KIND.c.count)).where(TICKET_KIND.c.table == table)
    with database.read() as session:
        return int(session.connection().execute(wanted).scalar() or 0)


def place_to_go_on(database: Database, table: str) -> str:
    """Return the last sys_id of a table that was read whole; empty for the beginning."""
    wanted = select(RECONCILE_PLACE.c.last_sys_id).where(RECONCILE_PLACE.c.table == table)
    with database.read() as session:
        return session.connection().execute(wanted).scalar() or ""


def save_place(database: Database, table: str, last_sys_id: str) -> None:
    """Save where reading whole tickets has come to."""
    with database.write() as session:
        connection = session.connection()
        connection.execute(delete(RECONCILE_PLACE).where(RECONCILE_PLACE.c.table == table))
        connection.execute(insert(RECONCILE_PLACE).values(table=table, last_sys_id=storable(last_sys_id)))
