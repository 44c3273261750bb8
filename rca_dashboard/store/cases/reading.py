"""Read cases: one with its parts, a list, its tickets page by page, and its events."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, or_, select

from rca_dashboard.domain.cases.case import (
    Case,
    CaseEvent,
    CaseTicket,
    Stage,
    TicketRole,
    case_id_of,
)
from rca_dashboard.store.cases.rows import PART_TABLES, case_of_row, event_of_row, part_of, ticket_of_row
from rca_dashboard.store.engine import Database
from rca_dashboard.store.limits import is_limited
from rca_dashboard.store.schema.accounts import ACCOUNT
from rca_dashboard.store.schema.cases import CASE, CASE_EVENT, CASE_TICKET
from rca_dashboard.store.texts import storable

MOST_CASES = 500
_C, _T, _E = CASE.c, CASE_TICKET.c, CASE_EVENT.c
_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Some of the cases, newest first, and how many there are of them."""

    cases: tuple[Case, ...]
    total: int


def find_case(database: Database, number: str) -> Case | None:
    """Return a case with all its parts, or None if there is none that the reader may see."""
    with database.read() as session:
        return load_case(session.connection(), case_id_of(number))


def list_cases(
    database: Database,
    *,
    stages: Collection[Stage] = (),
    owner: str = "",
    limit: int = MOST_CASES,
    offset: int = 0,
) -> CasePage:
    """Return cases with all their parts, newest first."""
    conditions: list[ColumnElement[bool]] = [_C.stage.in_([stage.value for stage in stages])] if stages else []
    if owner:
        conditions.append(_C.owner == storable(owner))
    wanted = select(CASE).where(*conditions).order_by(_C.id.desc()).limit(limit).offset(offset)
    with database.read() as session:
        connection = session.connection()
        rows = connection.execute(wanted).mappings().all()
        total = connection.execute(select(func.count()).select_from(CASE).where(*conditions)).scalar_one()
        return CasePage(cases=_with_parts(connection, rows), total=total)


def case_tickets(database: Database, case_id: int, *, limit: int, offset: int = 0) -> tuple[CaseTicket, ...]:
    """Return the tickets of a case in the order in which they were opened."""
    wanted = select(CASE_TICKET).where(_T.case_id == case_id).order_by(_T.opened_at, _T.sys_id)
    with database.read() as session:
        rows = session.connection().execute(wanted.limit(limit).offset(offset)).mappings()
        return tuple(ticket_of_row(row) for row in rows)


def tickets_named_in(database: Database, case_id: int, names: Collection[str]) -> tuple[CaseTicket, ...]:
    """Return those of a case's tickets that have one of these sys_ids or numbers, as they were when they were added."""
    asked, found = sorted(storable(name.strip()) for name in names), list[CaseTicket]()
    with database.read() as session:
        for start in range(0, len(asked), _IDS_AT_ONCE):
            some = asked[start : start + _IDS_AT_ONCE]
            named = or_(_T.sys_id.in_(some), _T.number.in_([each.upper() for each in some]))
            rows = session.connection().execute(select(CASE_TICKET).where(_T.case_id == case_id, named)).mappings()
            found += [ticket_of_row(row) for row in rows]
    return tuple(found)


def case_events(database: Database, case_id: int, *, after: int = 0, limit: int) -> tuple[CaseEvent, ...]:
    """Return the events of a case after a ``seq``, oldest first."""
    wanted = select(CASE_EVENT).where(_E.case_id == case_id, _E.seq > after).order_by(_E.seq).limit(limit)
    with database.read() as session:
        return tuple(event_of_row(row) for row in session.connection().execute(wanted).mappings())


def count_events(database: Database, case_id: int, *, after: int = 0) -> int:
    """Return how many events a case has after a ``seq``."""
    with database.read() as session:
        wanted = select(func.count()).select_from(CASE_EVENT).where(_E.case_id == case_id, _E.seq > after)
        return session.connection().execute(wanted).scalar_one()


def cases_of_tickets(database: Database, sys_ids: Collection[str]) -> dict[str, tuple[Case, ...]]:
    """Return the cases that each of these tickets belongs to, newest first, without their parts."""
    asked, found = sorted(storable(each) for each in sys_ids), dict[str, tuple[Case, ...]]()
    with database.read() as session:
        for start in range(0, len(asked), _IDS_AT_ONCE):
            joined = select(_T.sys_id.label("ticket"), CASE).join(CASE, _C.id == _T.case_id).order_by(_C.id.desc())
            some = joined.where(_T.sys_id.in_(asked[start : start + _IDS_AT_ONCE]))
            for row in session.connection().execute(some).mappings():
                found[row["ticket"]] = (*found.get(row["ticket"], ()), case_of_row(row))
    return found


def load_case(connection: Connection, case_id: int) -> Case | None:
    """Return a case with all its parts."""
    rows = connection.execute(select(CASE).where(_C.id == case_id)).mappings().all()
    return next(iter(_with_parts(connection, rows)), None)


def _with_parts(connection: Connection, rows: Sequence[RowMapping]) -> tuple[Case, ...]:
    ids = [row["id"] for row in rows]
    parts = {name: _parts(connection, name, ids) for name in PART_TABLES}
    counts = _ticket_counts(connection, ids)
    left = _departed(connection, {row["owner"] for row in rows})
    hidden = _hidden(connection, parts, ids) if is_limited(connection) else {}
    return tuple(
        case_of_row(
            row,
            **{name: tuple(found.get(row["id"], ())) for name, found in parts.items()},
            ticket_count=sum(n for role, n in counts.get(row["id"], {}).items() if role != TicketRole.RECURRENCE),
            recurrence_count=counts.get(row["id"], {}).get(TicketRole.RECURRENCE, 0),
            owner_has_left=row["owner"].casefold() in left,
            hidden=frozenset(hidden.get(row["id"], ())),
        )
        for row in rows
    )


def _parts(connection: Connection, name: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    stored = PART_TABLES[name]
    found: dict[int, list[Any]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = stored.table.c.case_id.in_(ids[start : start + _IDS_AT_ONCE])
        for row in connection.execute(select(stored.table).where(some).order_by(stored.table.c.id)).mappings():
            found.setdefault(row["case_id"], []).append(part_of(row, stored))
    return found


def _hidden(
    connection: Connection, shown: Mapping[str, Mapping[int, Sequence[Any]]], ids: Sequence[int]
) -> dict[int, set[str]]:
    """Return the names of the parts that cases have and a limited reader does not see."""
    found: dict[int, set[str]] = {}
    for name, stored in PART_TABLES.items():
        columns = stored.table.c
        wanted = select(columns.id, columns.case_id).execution_options(is_unlimited=True)
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = wanted.where(columns.case_id.in_(ids[start : start + _IDS_AT_ONCE]))
            for row in connection.execute(some):
                if all(part.id != row.id for part in shown[name].get(row.case_id, ())):
                    found.setdefault(row.case_id, set()).add(f"{name}.{row.id}")
    return found


def _ticket_counts(connection: Connection, ids: Sequence[int]) -> dict[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = _T.case_id.in_(ids[start : start + _IDS_AT_ONCE])
        counted = select(_T.case_id, _T.role, func.count().label("n")).where(some).group_by(_T.case_id, _T.role)
        for row in connection.execute(counted).mappings():
            found.setdefault(row["case_id"], {})[row["role"]] = row["n"]
    return dict(found)


def _departed(connection: Connection, owners: Collection[str]) -> frozenset[str]:
    """Return the keys of those of these users whose accounts are disabled."""
    keys = sorted(storable(owner.casefold()) for owner in owners if owner)
    if not keys:
        return frozenset()
    gone = select(ACCOUNT.c.key).where(ACCOUNT.c.key.in_(keys), ACCOUNT.c.is_disabled.is_(True))
    return frozenset(connection.execute(gone).scalars())
