"""Bursts in the database: written as they grow, ended, and dismissed by a user."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, update

from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.kept_terms import upsert_into
from rca_dashboard.store.schema.insight import BURST
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable
from rca_dashboard.store.wake_ups import Topic, announce

_B, _T = BURST.c, TICKET.c


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBurst:
    """A burst; ``kind`` and ``level`` are those of ``domain.burst``, ``tickets`` their ids in the store.

    ``sys_ids`` are those of its tickets, the last opened last, where they were asked for.
    """

    id: int
    kind: int
    value: str
    label: str
    level: int
    count: int
    expected: float
    log_chance: float
    since: datetime
    until: datetime
    tickets: tuple[int, ...]
    ended_at: datetime | None = None
    dismissed_at: datetime | None = None
    dismissed_by: str | None = None
    reason: str | None = None
    sys_ids: tuple[str, ...] = ()


# A dismissal belongs to the user, not to the watch.
_BY_USER = {"id", "dismissed_at", "dismissed_by", "reason"}
_BY_WATCH = tuple(column.name for column in BURST.c if column.name not in _BY_USER)


def put_burst(database: Database, burst: StoredBurst) -> None:
    """Store a burst as it is now; a dismissal stays."""
    values = {name: getattr(burst, name) for name in (*_BY_WATCH, "id")}
    values |= {"tickets": json.dumps(burst.tickets), "label": storable(burst.label), "value": storable(burst.value)}
    with database.write() as session:
        connection = session.connection()
        statement = upsert_into(connection, BURST).values(**values)
        new = {name: statement.excluded[name] for name in _BY_WATCH}
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=new))
        announce(connection, Topic.BURSTS)


def last_burst(database: Database) -> int:
    """Return the largest id of a burst."""
    with database.read() as session:
        return session.connection().execute(select(func.max(_B.id))).scalar() or 0


def open_bursts(database: Database) -> tuple[StoredBurst, ...]:
    """Return the bursts that are not over, the strongest first."""
    return _read(database, select(BURST).where(_B.ended_at.is_(None)).order_by(_B.level.desc(), _B.log_chance, _B.id))


def shown_bursts(database: Database) -> list[StoredBurst]:
    """Return the open bursts that no user has dismissed, the strongest first, with the sys_ids of their tickets.

    Deleted tickets are left out, as in the burst's list, and so is a burst of which none is left.
    """
    found = [each for each in open_bursts(database) if each.dismissed_at is None]
    named = (replace(each, sys_ids=_sys_ids(database, each.tickets)) for each in found)
    return [each for each in named if each.sys_ids]


def recent_bursts(database: Database, most: int) -> tuple[StoredBurst, ...]:
    """Return the last bursts, the newest first."""
    return _read(database, select(BURST).order_by(_B.since.desc(), _B.id.desc()).limit(most))


def bursts_between(database: Database, since: datetime, until: datetime) -> tuple[StoredBurst, ...]:
    """Return the bursts that began within a time, the oldest first."""
    return _read(database, select(BURST).where(_B.since >= since, _B.since < until).order_by(_B.since, _B.id))


def burst_of(database: Database, burst: int) -> StoredBurst | None:
    """Return one burst."""
    return next(iter(_read(database, select(BURST).where(_B.id == burst))), None)


def dismiss_burst(database: Database, burst: int, *, username: str, reason: str, at: datetime) -> bool:
    """Store that a user says that this is no burst; return whether there is such a burst."""
    values = {"dismissed_at": at, "dismissed_by": username, "reason": storable(reason)}
    with database.write() as session:
        connection = session.connection()
        is_known = connection.execute(update(BURST).where(_B.id == burst).values(values)).rowcount > 0
        announce(connection, Topic.BURSTS)
    return is_known


def numbers_of(database: Database, tickets: Sequence[int]) -> tuple[str, ...]:
    """Return the numbers of these tickets without deleted ones, in the order in which they were opened."""
    present = _T.id.in_(list(tickets)), _T.is_deleted.is_(False)
    wanted = select(_T.ticket_id).where(*present).order_by(_T.opened_at, _T.id)
    with database.read() as session:
        return tuple(session.connection().execute(wanted).scalars())


def _sys_ids(database: Database, tickets: Sequence[int]) -> tuple[str, ...]:
    present = _T.id.in_(list(tickets)), _T.is_deleted.is_(False)
    wanted = select(_T.sys_id).where(*present).order_by(_T.opened_at, _T.id)
    with database.read() as session:
        return tuple(session.connection().execute(wanted).scalars())


def names_in(database: Database, ticket: int) -> dict[str, str]:
    """Return the names that a ticket's values have for people, by field."""
    columns = (
        _T.cmdb_ci_name,
        _T.business_service_name,
        _T.category,
        _T.category_label,
        _T.location_name,
        _T.subcategory,
        _T.assignment_group_name,
    )
    with database.read() as session:
        row = session.connection().execute(select(*columns).where(_T.id == ticket)).mappings().first()
    return {name: value or "" for name, value in row.items()} if row else {}


def _read(database: Database, wanted: Any) -> tuple[StoredBurst, ...]:  # noqa: ANN401 - a statement
    with database.read() as session:
        rows = session.connection().execute(wanted).mappings()
        return tuple(_burst_of(row) for row in rows)


def _burst_of(row: RowMapping) -> StoredBurst:
    values: dict[str, Any] = {**row, "tickets": tuple(json.loads(row["tickets"]))}
    return StoredBurst(**values)
