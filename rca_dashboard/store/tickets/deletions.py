"""Mark tickets as deleted in ServiceNow: they are kept, and the change enters the feed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, update

from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import append, take_turn
from rca_dashboard.store.listing.word_index import index_words, words_of_rows
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable
from rca_dashboard.store.tickets.comparison import stored_rows
from rca_dashboard.store.tickets.tallies import tally


def mark_deleted(
    database: Database, sys_ids: Iterable[str], *, origin: Origin, at: datetime, as_of: int | None = None
) -> tuple[Change, ...]:
    """Mark tickets as deleted; unknown ones and those already marked are skipped.

    Args:
        database: The database.
        sys_ids: The tickets.
        origin: How the app learned of it.
        at: The current time.
        as_of: The feed's ``seq`` when the check began; a ticket that has changed since is skipped.

    Returns:
        The changes that entered the feed, in the order of ``sys_ids``.

    Raises:
        DatabaseUnavailableError: If the database does not work; nothing is then marked.
    """
    wanted = list(dict.fromkeys(storable(sys_id) for sys_id in sys_ids))
    with database.write() as session:
        connection = session.connection()
        seq = take_turn(connection)
        latest = seq if as_of is None else as_of
        rows = stored_rows(connection, wanted)
        present = [rows[sys_id] for sys_id in wanted if sys_id in rows and _is_present(rows[sys_id], latest)]
        changes = _changes(present, seq=seq, origin=origin, at=at)
        if changes:
            append(connection, changes)
            tally(connection, gone=present, come=())
            index_words(connection, old=words_of_rows(present), new={})
            connection.execute(_MARK, [{"wanted": change.sys_id, "seq": change.seq} for change in changes])
    return changes


def _is_present(row: RowMapping, latest: int) -> bool:
    return not row["is_deleted"] and row["revision"] <= latest


def _changes(rows: Sequence[RowMapping], *, seq: int, origin: Origin, at: datetime) -> tuple[Change, ...]:
    gone = {"is_deleted": (False, True)}
    return tuple(
        Change(seq + place, at, ChangeType.DELETED, row["table"], row["sys_id"], row["ticket_id"], gone, origin)
        for place, row in enumerate(rows, start=1)
    )


_MARK = update(TICKET).where(TICKET.c.sys_id == bindparam("wanted")).values(is_deleted=True, revision=bindparam("seq"))
