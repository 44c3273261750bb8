"""The values that the tickets of a case have in each field, beside those of the rest."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from rca_dashboard.domain.cases.is_is_not import FieldCounts
from rca_dashboard.domain.tickets.field_labels import field_label
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.cases import CASE_TICKET
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable

# The newest others up to the last ticket of the case: reading them takes a fifth of a second.
MOST_OTHERS = 20_000
_IDS_AT_ONCE = 500
_T = TICKET.c
_COLUMNS = {
    "cmdb_ci": _T.cmdb_ci_name,
    "business_service": _T.business_service_name,
    "category": _T.category,
    "subcategory": _T.subcategory,
    "source": _T.source,
    "priority": _T.priority,
    "assignment_group": _T.assignment_group_name,
    "company": _T.company_name,
    "location": _T.location_name,
    "requester": _T.requester_name,
}
_READ = select(_T.sys_id, _T.table, _T.opened_at, *_COLUMNS.values())
_FIRST = 3


def field_counts(database: Database, sys_ids: Collection[str]) -> tuple[FieldCounts, ...]:
    """Return what is counted for the IS / IS NOT table of these tickets, as far as the reader may see them.

    The rest are other tickets of the same tables, those opened last before the last of these.
    """
    asked = sorted({storable(each) for each in sys_ids})
    with database.read() as session:
        connection = session.connection()
        own: list[Row[Any]] = []
        for start in range(0, len(asked), _IDS_AT_ONCE):
            own += connection.execute(_READ.where(_T.sys_id.in_(asked[start : start + _IDS_AT_ONCE]))).all()
        others = _others(connection, own, frozenset(asked)) if own else []
    return tuple(
        FieldCounts(
            field=name,
            label=field_label(name),
            case=_counted(own, place),
            rest=_counted(others, place),
            of=len(own),
            rest_of=len(others),
        )
        for place, name in enumerate(_COLUMNS, _FIRST)
    )


def sys_ids_of(database: Database, case_id: int) -> tuple[str, ...]:
    """Return the sys_ids of a case's tickets, without its recurrences."""
    mine = select(CASE_TICKET.c.sys_id).where(CASE_TICKET.c.case_id == case_id, CASE_TICKET.c.role != "recurrence")
    with database.read() as session:
        return tuple(session.connection().execute(mine).scalars())


def _others(connection: Connection, own: Sequence[Row[Any]], without: frozenset[str]) -> list[Row[Any]]:
    opened: list[datetime] = [row.opened_at for row in own if row.opened_at]
    conditions: list[ColumnElement[bool]] = [_T.is_deleted.is_(False), _T.table.in_(sorted({row.table for row in own}))]
    if opened:
        conditions.append(_T.opened_at <= max(opened))
    newest = _READ.where(*conditions).order_by(_T.opened_at.desc(), _T.id.desc()).limit(MOST_OTHERS + len(without))
    return [row for row in connection.execute(newest) if row.sys_id not in without][:MOST_OTHERS]


def _counted(rows: Sequence[Row[Any]], place: int) -> Counter[str]:
    return Counter(str(row[place]) for row in rows if row[place] not in (None, ""))
