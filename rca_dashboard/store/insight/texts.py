"""The texts and values of tickets that the insight reads, a few tickets at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from rca_dashboard.domain.likeness.terms import TicketText
from rca_dashboard.domain.likeness.words import MOST_CHARACTERS
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable

_T = TICKET.c


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTicket:
    """A ticket as the insight reads it.

    Attributes:
        id: Its key in the store.
        sys_id: Its key in ServiceNow.
        opened: When it was opened, in seconds since 1970; 0 if unknown.
        is_deleted: It is gone.
        text: What likeness reads.
        values: What bursts read: the values with which it was first seen.
    """

    id: int
    sys_id: str
    opened: int
    is_deleted: bool
    text: TicketText
    values: dict[str, Any]


_COLUMNS = (
    _T.id,
    _T.sys_id,
    _T.opened_at,
    _T.is_deleted,
    _T.short_description,
    func.substr(_T.description, 1, MOST_CHARACTERS).label("description"),
    _T.cmdb_ci_id,
    _T.business_service_id,
    _T.category,
    _T.subcategory,
    _T.location_id,
    _T.assignment_group_id,
    _T.requester_id,
    _T.priority,
)
_PRESENT = _T.is_deleted.is_(False)
_BELOW = select(*_COLUMNS).where(_T.id < bindparam("below"), _PRESENT).order_by(_T.id.desc()).limit(bindparam("most"))
_NAMED = select(*_COLUMNS).where(_T.sys_id.in_(bindparam("sys_ids", expanding=True)))
_BY_ID = select(*_COLUMNS).where(_T.id.in_(bindparam("ids", expanding=True)))


def tickets_below(database: Database, below: int, most: int) -> tuple[ReadTicket, ...]:
    """Return the tickets that arrived last before a key, newest first."""
    return _read(database, _BELOW, {"below": below, "most": most})


def tickets_named(database: Database, sys_ids: Sequence[str]) -> tuple[ReadTicket, ...]:
    """Return the tickets with these sys_ids, deleted ones too."""
    return _read(database, _NAMED, {"sys_ids": [storable(each) for each in sys_ids]})


def tickets_with(database: Database, ids: Sequence[int]) -> tuple[ReadTicket, ...]:
    """Return the tickets with these keys."""
    return _read(database, _BY_ID, {"ids": list(ids)})


def last_id(database: Database) -> int:
    """Return the largest key of a ticket."""
    with database.read() as session:
        return session.connection().execute(select(func.max(_T.id))).scalar() or 0


def opened_of_newest(database: Database, most: int) -> int:
    """Return when the oldest of the ``most`` newest tickets was opened, in seconds since 1970; 0 if there are fewer."""
    nth = select(_T.opened_at).where(_PRESENT).order_by(_T.opened_at.desc().nulls_last(), _T.id.desc())
    with database.read() as session:
        return seconds(session.connection().execute(nth.offset(most - 1).limit(1)).scalar())


def count_tickets(database: Database) -> int:
    """Return the number of tickets that are not deleted."""
    with database.read() as session:
        return session.connection().execute(select(func.count()).select_from(TICKET).where(_PRESENT)).scalar_one()


def seconds(moment: datetime | None) -> int:
    """Return a time in seconds since 1970; 0 for none, and for one before."""
    return max(0, int(moment.timestamp())) if moment else 0


def _read(database: Database, wanted: Any, values: dict[str, Any]) -> tuple[ReadTicket, ...]:  # noqa: ANN401 - a statement
    with database.read() as session:
        return tuple(_ticket_of(row) for row in session.connection().execute(wanted, values))


def _ticket_of(row: Row[Any]) -> ReadTicket:
    return ReadTicket(
        id=row.id,
        sys_id=row.sys_id,
        opened=seconds(row.opened_at),
        is_deleted=row.is_deleted,
        text=TicketText(
            summary=row.short_description,
            description=row.description,
            configuration_item=row.cmdb_ci_id or "",
            subcategory=row.subcategory,
            service=row.business_service_id or "",
        ),
        values={
            "cmdb_ci": row.cmdb_ci_id or "",
            "business_service": row.business_service_id or "",
            "category": row.category,
            "subcategory": row.subcategory,
            "location": row.location_id or "",
            "assignment_group": row.assignment_group_id or "",
            "caller": row.requester_id or "",
            "priority": row.priority,
        },
    )
