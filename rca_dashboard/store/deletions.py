"""Mark tickets as gone from ServiceNow: they are kept, and the feed tells it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from rca_dashboard.domain.change import Change, ChangeType, Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import append, take_turn
from rca_dashboard.store.tables import TICKET
from rca_dashboard.store.texts import storable


def mark_deleted(database: Database, sys_ids: Iterable[str], *, origin: Origin, at: datetime) -> tuple[Change, ...]:
    """Mark tickets as deleted; those that are unknown or marked already are left as they are.

    Returns:
        What stands in the feed for it, in the order of ``sys_ids``.

    Raises:
        DatabaseUnavailableError: If the database does not work; nothing is then marked.
    """
    wanted = list(dict.fromkeys(storable(sys_id) for sys_id in sys_ids))
    with database.write() as session:
        connection = session.connection()
        seq = take_turn(connection)
        changes = _changes(connection, wanted, seq=seq, origin=origin, at=at)
        if changes:
            append(connection, changes)
            connection.execute(_MARK, [{"wanted": change.sys_id, "seq": change.seq} for change in changes])
    return changes


def _changes(
    connection: Connection, wanted: Sequence[str], *, seq: int, origin: Origin, at: datetime
) -> tuple[Change, ...]:
    gone = {"is_deleted": (False, True)}
    changes: list[Change] = []
    for sys_id in wanted:
        row = connection.execute(_PRESENT, {"wanted": sys_id}).first()
        if row is not None:
            changes.append(Change(0, at, ChangeType.DELETED, row.table, sys_id, row.ticket_id, gone, origin))
    return tuple(replace(change, seq=seq + place) for place, change in enumerate(changes, start=1))


_PRESENT = select(TICKET.c.table, TICKET.c.ticket_id).where(
    TICKET.c.sys_id == bindparam("wanted"), TICKET.c.is_deleted.is_(False)
)
_MARK = update(TICKET).where(TICKET.c.sys_id == bindparam("wanted")).values(is_deleted=True, revision=bindparam("seq"))
