"""The change feed: every change of a ticket, in the order of commits, for all readers."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.recent_changes import hand_over
from rca_dashboard.store.schema.tickets import CHANGE, FEED_COUNTER
from rca_dashboard.store.texts import json_text, storable
from rca_dashboard.store.wake_ups import Topic, announce
from rca_dashboard.tracing import traceparent

# Executed at each change, and compiled once.
_CURRENT = select(FEED_COUNTER.c.seq)
_AFTER = select(CHANGE).where(CHANGE.c.seq > bindparam("seq")).order_by(CHANGE.c.seq).limit(bindparam("limit"))
_HISTORY = select(CHANGE).where(CHANGE.c.sys_id == bindparam("sys_id")).order_by(CHANGE.c.seq)


def latest_seq(database: Database) -> int:
    """Return the ``seq`` of the last change; 0 before the first."""
    with database.read() as session:
        return current_seq(session.connection())


def oldest_seq(database: Database) -> int:
    """Return the lowest ``seq`` that is still stored, whoever may see its change; 0 if there is none."""
    oldest = select(func.min(CHANGE.c.seq)).execution_options(is_unlimited=True)
    with database.read() as session:
        return session.connection().execute(oldest).scalar() or 0


def changes_after(database: Database, seq: int, limit: int) -> tuple[Change, ...]:
    """Return the changes after ``seq``, oldest first, at most ``limit``."""
    return _changes(database, _AFTER, {"seq": seq, "limit": limit})


def history(database: Database, sys_id: str) -> tuple[Change, ...]:
    """Return a ticket's changes, oldest first."""
    return _changes(database, _HISTORY, {"sys_id": storable(sys_id)})


def current_seq(connection: Connection) -> int:
    """Return the ``seq`` of the last change as this transaction sees it."""
    return connection.execute(_CURRENT).scalar_one()


def take_turn(connection: Connection) -> int:
    """Wait until no other transaction writes tickets, and return the last ``seq``.

    SQLite's write lock is held since the transaction began; in PostgreSQL the counter's row is locked until its end.
    """
    return connection.execute(select(FEED_COUNTER.c.seq).with_for_update()).scalar_one()


def append(connection: Connection, changes: Sequence[Change]) -> None:
    """Write changes whose ``seq`` follows the last; the caller must have called ``take_turn``.

    The counter is updated before anything else is written, and the other workers are woken at the commit. Each change
    carries the span that stores it, so that a push continues its trace in any process.
    """
    if cause := traceparent():
        changes = [replace(change, traceparent=cause) for change in changes]
    connection.execute(update(FEED_COUNTER).values(seq=changes[-1].seq))
    connection.execute(insert(CHANGE), [_values(change) for change in changes])
    announce(connection, Topic.FEED)
    hand_over(changes)


def _values(change: Change) -> dict[str, Any]:
    return {
        "seq": change.seq,
        "at": change.at,
        "type": change.type.value,
        "origin": change.origin.value,
        "table": change.table,
        "sys_id": change.sys_id,
        "ticket_id": change.ticket_id,
        "changes": json_text(change.changes),
        "traceparent": change.traceparent,
    }


def _changes(database: Database, wanted: Select[Any], values: dict[str, Any]) -> tuple[Change, ...]:
    with database.read() as session:
        return tuple(change_of(row) for row in session.connection().execute(wanted, values))


def change_of(row: Row[Any]) -> Change:
    """Return the change of a row of the feed."""
    return Change(
        seq=row.seq,
        at=row.at,
        type=ChangeType(row.type),
        table=row.table,
        sys_id=row.sys_id,
        ticket_id=row.ticket_id,
        changes={name: (old, new) for name, (old, new) in json.loads(row.changes).items()},
        origin=Origin(row.origin),
        traceparent=row.traceparent,
    )
