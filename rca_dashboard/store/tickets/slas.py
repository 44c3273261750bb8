"""Store service levels, and what they change of their tickets: in one transaction, with the cursor after them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import append, take_turn
from rca_dashboard.store.progress.cursors import is_saved, put
from rca_dashboard.store.schema.sla import TASK_SLA
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable
from rca_dashboard.store.tickets.sla_columns import (
    IDS_AT_ONCE,
    NO_SLA,
    SLA_COLUMNS,
    changed_fields,
    sla_columns,
    sla_of,
)
from rca_dashboard.store.tickets.upsert import UpsertResult

_S = TASK_SLA.c
_T = TICKET.c
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_NOTHING: Mapping[str, TaskSla] = MappingProxyType({})
_TEXTS = ("sys_id", "task_id", "name", "stage")
# Executed at each poll, and compiled once.
_KNOWN = select(TASK_SLA).where(_S.sys_id.in_(bindparam("sys_ids", expanding=True)))
_TICKETS = select(_T.sys_id, _T.table, _T.ticket_id, _T.sla, _T.due_at).where(
    _T.sys_id.in_(bindparam("task_ids", expanding=True)), _T.is_deleted.is_(False)
)
_CHANGE = (
    update(TICKET)
    .where(_T.sys_id == bindparam("wanted"))
    .values({name: bindparam(name) for name in (*SLA_COLUMNS, "revision")})
)


def upsert_slas(
    database: Database,
    slas: Sequence[TaskSla],
    *,
    origin: Origin,
    at: datetime,
    cursor: Cursor | None = None,
    replaces: Mapping[str, TaskSla] = _NOTHING,
) -> UpsertResult:
    """Store service levels that were read, in any order, and save the cursor that covers them.

    As with tickets, an older version never overwrites a newer one; what changes a stored ticket enters the feed as its
    change, and its revision rises. If nothing differs and the cursor is the saved one, no statement writes.

    Args:
        database: The database.
        slas: What was read; it may contain the same record more than once.
        origin: How they came.
        at: The current time.
        cursor: How far the poll of ``task_sla`` has come with these rows.
        replaces: The stored versions, by sys_id, that a direct read found wrong: as long as one is still stored, an
            older version replaces it too.

    Raises:
        DatabaseUnavailableError: If the database does not work; nothing is then stored.
    """
    read = _newest([_storable(each) for each in slas])
    with database.read() as session:
        connection = session.connection()
        pending = _pending(connection, read, replaces)
        if not pending and (cursor is None or is_saved(connection, cursor)):
            return _result(read, pending, ())
    with database.write() as session:
        connection = session.connection()
        seq = take_turn(connection)
        pending = _pending(connection, read, replaces)
        touched = _write(connection, pending)
        changes = _change_tickets(connection, touched, seq=seq, origin=origin, at=at)
        if cursor is not None:
            put(connection, cursor)
    return _result(read, pending, changes)


def _storable(sla: TaskSla) -> TaskSla:
    return replace(sla, **{name: storable(getattr(sla, name)) for name in _TEXTS})


def _order(sla: TaskSla) -> tuple[int, datetime]:
    return sla.mod_count, sla.updated_at or _EARLIEST


def _newest(slas: Iterable[TaskSla]) -> dict[str, TaskSla]:
    newest: dict[str, TaskSla] = {}
    for each in slas:
        known = newest.get(each.sys_id)
        if known is None or _order(each) >= _order(known):
            newest[each.sys_id] = each
    return newest


def _pending(
    connection: Connection, read: Mapping[str, TaskSla], replaces: Mapping[str, TaskSla]
) -> list[tuple[TaskSla | None, TaskSla]]:
    """Return the versions to store, each with the one that it replaces."""
    ids = list(read)
    known: dict[str, TaskSla] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        rows = connection.execute(_KNOWN, {"sys_ids": ids[start : start + IDS_AT_ONCE]}).mappings()
        known.update((row["sys_id"], sla_of(row)) for row in rows)
    pairs = ((known.get(sys_id), new) for sys_id, new in read.items())
    return [(old, new) for old, new in pairs if old is None or _is_replaced(old, new, replaces)]


def _is_replaced(old: TaskSla, new: TaskSla, replaces: Mapping[str, TaskSla]) -> bool:
    return old != new and (_order(new) >= _order(old) or old == replaces.get(old.sys_id))


def _write(connection: Connection, pending: Sequence[tuple[TaskSla | None, TaskSla]]) -> list[str]:
    """Store versions, and return the sys_ids of the tickets they belong or belonged to."""
    if replaced := [old.sys_id for old, _ in pending if old]:
        connection.execute(
            delete(TASK_SLA).where(_S.sys_id == bindparam("gone")), [{"gone": each} for each in replaced]
        )
    if pending:
        connection.execute(insert(TASK_SLA), [asdict(new) for _, new in pending])
    touched = [each.task_id for pair in pending for each in pair if each]
    return list(dict.fromkeys(touched))


def _change_tickets(
    connection: Connection, task_ids: Sequence[str], *, seq: int, origin: Origin, at: datetime
) -> tuple[Change, ...]:
    columns = sla_columns(connection, task_ids)
    changes: list[Change] = []
    values: list[dict[str, Any]] = []
    for start in range(0, len(task_ids), IDS_AT_ONCE):
        rows = connection.execute(_TICKETS, {"task_ids": list(task_ids[start : start + IDS_AT_ONCE])}).mappings()
        for row in rows:
            new = columns.get(row["sys_id"]) or dict(NO_SLA)
            if found := changed_fields(row, new):
                seq += 1
                kind = ChangeType.UPDATED
                changes.append(Change(seq, at, kind, row["table"], row["sys_id"], row["ticket_id"], found, origin))
                values.append({"wanted": row["sys_id"], "revision": seq, **new})
    if changes:
        append(connection, changes)
        connection.execute(_CHANGE, values)
    return tuple(changes)


def _result(
    read: Mapping[str, TaskSla], pending: Sequence[tuple[TaskSla | None, TaskSla]], changes: tuple[Change, ...]
) -> UpsertResult:
    return UpsertResult(new=0, updated=len(changes), unchanged=len(read) - len(pending), outdated=0, changes=changes)
