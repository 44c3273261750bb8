"""Rows that the database refused: kept with the reason, until a version of them is stored or they are gone."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from hashlib import blake2b

from sqlalchemy import Connection, delete, func, insert, select

from rca_dashboard.domain.progress.rejected_row import RejectedRow
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.prefixes import LONGEST_SYS_ID
from rca_dashboard.store.schema.rejected import REJECTED_ROW
from rca_dashboard.store.texts import storable

_R = REJECTED_ROW.c
_ANY = select(_R.key).limit(1)


def key_of(sys_id: str) -> str:
    """Return the key of a row: its sys_id, or the beginning and the digest of one that is too long."""
    sys_id = storable(sys_id)
    if len(sys_id) <= LONGEST_SYS_ID:
        return sys_id
    return f"{sys_id[:40]}…{blake2b(sys_id.encode(), digest_size=16).hexdigest()}"


def rejected_rows(database: Database, limit: int) -> tuple[RejectedRow, ...]:
    """Return the rows that were set aside, the last first, without their content."""
    columns = [column for column in _R if column.name != "content"]
    with database.read() as session:
        rows = session.connection().execute(select(*columns).order_by(_R.last_at.desc(), _R.key).limit(limit))
        return tuple(RejectedRow(**row) for row in rows.mappings())


def count_rejected(database: Database) -> int:
    """Return how many rows are set aside."""
    with database.read() as session:
        return session.connection().execute(select(func.count()).select_from(REJECTED_ROW)).scalar_one()


def rejected_in(database: Database, table: str) -> dict[str, int]:
    """Return the keys of a table's rows that were set aside, with the digests of their versions."""
    with database.read() as session:
        rows = session.connection().execute(select(_R.key, _R.digest).where(_R.table == table))
        return {row.key: row.digest for row in rows}


def put_rejected(connection: Connection, rejected: Sequence[RejectedRow]) -> tuple[RejectedRow, ...]:
    """Set rows aside; return those that were not before."""
    new: list[RejectedRow] = []
    for row in rejected:
        mine = (_R.table == row.table) & (_R.key == row.key)
        before = connection.execute(select(_R.since, _R.tries).where(mine)).first()
        if before is None:
            new.append(row)
        else:
            row = replace(row, since=before.since, tries=before.tries + 1)  # noqa: PLW2901 - the same row, with its past
        connection.execute(delete(REJECTED_ROW).where(mine))
        connection.execute(insert(REJECTED_ROW).values(asdict(row)))
    return tuple(new)


def forget_stored(connection: Connection, tickets: Collection[Ticket]) -> None:
    """Forget rows that are stored now."""
    if not tickets or connection.execute(_ANY).first() is None:
        return
    for ticket in tickets:
        connection.execute(delete(REJECTED_ROW).where(_R.table == ticket.table, _R.key == key_of(ticket.sys_id)))


def forget_unchanged(database: Database, tickets: Collection[Ticket]) -> None:
    """Forget rows that were tried again and turned out to be stored as they are."""
    with database.read() as session:
        if session.connection().execute(_ANY).first() is None:
            return
    with database.write() as session:
        forget_stored(session.connection(), tickets)


def forget_rejected(database: Database, table: str, keys: Collection[str]) -> None:
    """Forget rows that ServiceNow no longer has."""
    if keys:
        with database.write() as session:
            gone = delete(REJECTED_ROW).where(_R.table == table, _R.key.in_(sorted(keys)))
            session.connection().execute(gone)
