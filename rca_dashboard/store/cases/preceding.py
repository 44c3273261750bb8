"""What figures about a case are made of: changes, incidents of an item, and when tickets were opened."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, func, or_, select

from rca_dashboard.domain.likeness.segment import Floats
from rca_dashboard.domain.suspects.change_work import work_of
from rca_dashboard.domain.suspects.fault import MOST_TICKETS, ChangeTerms, Item, change_terms
from rca_dashboard.domain.suspects.ranking import Record
from rca_dashboard.domain.verdict.signature import Signature
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.cases import CASE_CHANGE, CASE_TICKET
from rca_dashboard.store.schema.insight import TICKET_CLUSTER
from rca_dashboard.store.schema.tickets import CHANGE, CURSOR, TICKET
from rca_dashboard.store.texts import storable

_T = TICKET.c
CHANGES = "change_request"
# A year of changes says how rare a word is; a large desk makes some 10,000.
MOST_CHANGES = 20_000
_DESCRIPTION_CHARACTERS = 1_000
_LAST_JUDGED = 200
_PRESENT = _T.is_deleted.is_(False)


@dataclass(frozen=True, slots=True)
class TicketText:
    """A ticket of a case, as far as suspects are concerned."""

    summary: str
    description: str
    opened_at: datetime | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A ticket that fits a signature."""

    sys_id: str
    number: str
    summary: str
    opened_at: datetime


def reads_changes(database: Database) -> bool:
    """Return whether changes are read at all: their table has a cursor, or tickets."""
    with database.read() as session:
        connection = session.connection()
        polled = connection.execute(select(CURSOR.c.table).where(CURSOR.c.table == CHANGES)).first()
        return (
            polled is not None
            or connection.execute(select(_T.id).where(_T.table == CHANGES).limit(1)).first() is not None
        )


def texts_of_case(database: Database, case_id: int) -> tuple[TicketText, ...]:
    """Return the first tickets of a case, the oldest first."""
    columns = (_T.short_description, func.substr(_T.description, 1, 4_000).label("description"), _T.opened_at, *_ITEMS)
    joined = select(*columns).join(CASE_TICKET, CASE_TICKET.c.sys_id == _T.sys_id)
    wanted = joined.where(CASE_TICKET.c.case_id == case_id, CASE_TICKET.c.role != "recurrence")
    with database.read() as session:
        rows = session.connection().execute(wanted.order_by(_T.opened_at, _T.id).limit(MOST_TICKETS))
        return tuple(TicketText(row.short_description, row.description, row.opened_at, _items(row)) for row in rows)


_ITEMS = (_T.cmdb_ci_id, _T.cmdb_ci_name, _T.business_service_id, _T.business_service_name)


def changes_since(database: Database, since: datetime) -> tuple[ChangeTerms, ...]:
    """Return the changes that were not closed before a time, those opened last if there are too many."""
    columns = (_T.id, _T.ticket_id, _T.short_description, _T.state, _T.closed_at, _T.extra, *_ITEMS)
    described = func.substr(_T.description, 1, _DESCRIPTION_CHARACTERS).label("description")
    late = or_(_T.closed_at.is_(None), _T.closed_at >= since)
    wanted = select(*columns, described).where(_PRESENT, _T.table == CHANGES, late)
    with database.read() as session:
        rows = (
            session.connection().execute(wanted.order_by(_T.opened_at.desc(), _T.id.desc()).limit(MOST_CHANGES)).all()
        )
    found = (
        _change(
            row.id,
            row.ticket_id,
            row.short_description,
            row.description,
            _items(row),
            row.state,
            row.closed_at,
            row.extra,
        )
        for row in rows
    )
    return tuple(each for each in found if each is not None)


@lru_cache(maxsize=MOST_CHANGES)
def _change(  # noqa: PLR0913, PLR0917 - the columns of a change: its stems take 0.1 ms, and it seldom changes
    key: int,
    number: str,
    summary: str,
    description: str,
    items: tuple[Item, ...],
    state: str,
    closed_at: datetime | None,
    extra: str,
) -> ChangeTerms | None:
    work = work_of(json.loads(extra), closed_at, state)
    if work is None:
        return None
    return change_terms(key=key, number=number, work=work, summary=summary, description=description, items=items)


def incidents_of_items(database: Database, items: Collection[str], until: datetime) -> dict[str, Floats]:
    """Return when each item's tickets, changes left out, were opened before a time: seconds since 1970, ascending."""
    asked = sorted(items)
    about = or_(_T.cmdb_ci_id.in_(asked), _T.business_service_id.in_(asked))
    wanted = select(_T.cmdb_ci_id, _T.business_service_id, _T.opened_at).where(
        _PRESENT, about, _T.table != CHANGES, _T.opened_at < until
    )
    found: dict[str, list[float]] = {item: [] for item in asked}
    with database.read() as session:
        for item, service, opened in session.connection().execute(wanted) if asked else ():
            for each in {item, service} & found.keys():
                found[each].append(opened.timestamp())
    return {item: np.sort(np.array(times)) for item, times in found.items()}


def latest_change(database: Database, after: int) -> int:
    """Return the ``seq`` of the last entry of the feed about a change request after a ``seq``; 0 if there is none."""
    later = CHANGE.c.seq > after, CHANGE.c.table == CHANGES
    # Whoever asks: a change that a limited reader does not see any more is new to them as well.
    wanted = select(func.max(CHANGE.c.seq)).where(*later).execution_options(is_unlimited=True)
    with database.read() as session:
        return session.connection().execute(wanted).scalar() or 0


def opened_between(database: Database, since: datetime, until: datetime) -> Floats:
    """Return when all tickets but changes were opened in a time, in seconds since 1970, ascending."""
    return _times(database, and_(_T.table != CHANGES, _T.opened_at >= since, _T.opened_at <= until))


def first_opened(database: Database) -> datetime | None:
    """Return when the first ticket was opened."""
    wanted = select(_T.opened_at).where(_PRESENT, _T.opened_at.is_not(None)).order_by(_T.opened_at).limit(1)
    with database.read() as session:
        return session.connection().execute(wanted).scalar()


def tickets_that_fit(database: Database, signature: Signature, since: datetime, until: datetime) -> tuple[Opened, ...]:
    """Return the tickets that fit a signature, changes left out, the oldest first."""
    if signature.is_empty:
        return ()
    conditions = [_PRESENT, _T.table != CHANGES, _T.opened_at >= since, _T.opened_at <= until]
    if signature.item:
        item = storable(signature.item)
        conditions.append(or_(_T.cmdb_ci_id == item, func.lower(_T.cmdb_ci_name) == item.lower()))
    if signature.beginnings:
        summary = func.lower(_T.short_description)
        conditions.append(or_(*(summary.contains(storable(each), autoescape=True) for each in signature.beginnings)))
    wanted: Any = select(_T.sys_id, _T.ticket_id, _T.short_description, _T.opened_at)
    if signature.cluster:
        wanted = wanted.join(TICKET_CLUSTER, TICKET_CLUSTER.c.id == _T.id)
        conditions.append(TICKET_CLUSTER.c.cluster == signature.cluster)
    with database.read() as session:
        rows = session.connection().execute(wanted.where(*conditions).order_by(_T.opened_at, _T.id)).all()
    return tuple(
        Opened(sys_id=row.sys_id, number=row.ticket_id, summary=row.short_description, opened_at=row.opened_at)
        for row in rows
        if signature.matches(row.short_description)
    )


def desk_record(database: Database) -> Record:
    """Return what became of the last first suspects that people judged; "none of these" judges the first as well."""
    columns = CASE_CHANGE.c
    first = or_(columns.rank == 1, columns.sys_id == "")
    wanted = select(columns.sys_id, columns.state, columns.snapshot).where(
        first, columns.state.in_(["confirmed", "refuted"])
    )
    with database.read() as session:
        rows = session.connection().execute(wanted.order_by(columns.at.desc()).limit(_LAST_JUDGED)).all()
    stated = sum(float(json.loads(row.snapshot).get("sureness") or 0.0) for row in rows)
    return Record(len(rows), sum(row.state == "confirmed" and bool(row.sys_id) for row in rows), stated)


def _times(database: Database, condition: ColumnElement[bool]) -> Floats:
    wanted = select(_T.opened_at).where(_PRESENT, condition).order_by(_T.opened_at)
    with database.read() as session:
        found: Sequence[datetime] = session.connection().execute(wanted).scalars().all()
    return np.array([each.timestamp() for each in found])


def _items(row: Any) -> tuple[Item, ...]:  # noqa: ANN401 - a row with an item's columns
    pairs = ((row.cmdb_ci_id, row.cmdb_ci_name), (row.business_service_id, row.business_service_name))
    return tuple(Item(sys_id, name or "") for sys_id, name in pairs if sys_id)


def moment(second: float) -> datetime:
    """Return a time by its seconds since 1970."""
    return datetime.fromtimestamp(second, UTC)


def summaries(database: Database, keys: Sequence[int]) -> dict[int, str]:
    """Return the summaries of some tickets by their keys."""
    with database.read() as session:
        rows = session.connection().execute(select(_T.id, _T.short_description).where(_T.id.in_(list(keys))))
        return {row.id: row.short_description for row in rows}
