"""Mark tickets as gone from ServiceNow: they are kept, and the feed tells it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select, update

from rca_dashboard.domain.change import Change, ChangeType, Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import append, take_turn
from rca_dashboard.store.tables import TICKET
from rca_dashboard.store.texts import storable


def mark_deleted(
    database: Database, sys_ids: Iterable[str], *, origin: Origin, at: datetime, as_of: int | None = None
) -> tuple[Change, ...]:
    """Mark tickets as deleted; those that are unknown or marked already are left as they are.

    Args:
        database: Where the tickets are.
        sys_ids: Which.
        origin: How we learned of it.
        at: Now.
        as_of: The feed's ``seq`` when somebody began to look; a ticket that has changed since is left as it is.

    Returns:
        What stands in the feed for it, in the order of ``sys_ids``.

    Raises:
        DatabaseUnavailableError: If the database does not work; nothing is then marked.
    """
    wanted = list(dict.fromkeys(storable(sys_id) for sys_id in sys_ids))
    with database.write() as session:
        connection = session.connection()
        seq = take_turn(connection)
        latest = seq if as_of is None else as_of
        found = (connection.execute(_PRESENT, {"wanted": sys_id, "latest": latest}).first() for sys_id in wanted)
        changes = tuple(
            Change(seq + place, at, ChangeType.DELETED, row.table, row.sys_id, row.ticket_id, _GONE, origin)
            for place, row in enumerate((row for row in found if row is not None), start=1)
        )
        if changes:
            append(connection, changes)
            connection.execute(_MARK, [{"wanted": change.sys_id, "seq": change.seq} for change in changes])
    return changes


_GONE = {"is_deleted": (False, True)}
_PRESENT = select(TICKET.c.sys_id, TICKET.c.table, TICKET.c.ticket_id).where(
    TICKET.c.sys_id == bindparam("wanted"), TICKET.c.is_deleted.is_(False), TICKET.c.revision <= bindparam("latest")
)
_MARK = update(TICKET).where(TICKET.c.sys_id == bindparam("wanted")).values(is_deleted=True, revision=bindparam("seq"))
