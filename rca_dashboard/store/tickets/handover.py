"""The handover, read from the feed and the tickets."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.tickets.handover import (
    ON_FIRE,
    SECTIONS,
    Handover,
    HandoverSection,
    HandoverTicket,
    handover_of,
    shift_events,
)
from rca_dashboard.domain.tickets.priority import HIGH_PRIORITIES
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import change_of
from rca_dashboard.store.schema.tickets import CHANGE, TICKET

# More is no handover; the totals count all.
MOST_SHOWN = 100
_LONGEST_TEXT = 300
_T = TICKET.c
_SHOWN = select(
    _T.sys_id,
    _T.ticket_id,
    _T.short_description,
    _T.status,
    _T.priority,
    _T.assigned_to_name,
    _T.opened_at,
    _T.is_active,
)
_THESE = _SHOWN.where(_T.is_deleted.is_(False), _T.sys_id.in_(bindparam("sys_ids", expanding=True)))
# A resolved ticket is active until it is closed, and burns no longer.
_FIRES = (
    _T.is_deleted.is_(False),
    _T.is_active.is_(True),
    _T.resolved_at.is_(None),
    _T.priority.in_(HIGH_PRIORITIES),
)


def handover(database: Database, since: datetime, until: datetime) -> Handover:
    """Return what happened between two times, and which major tickets are open."""
    with database.read() as session:
        connection = session.connection()
        events = shift_events(_changes(connection, since, until), since)
        sections = [_section(connection, name, title, getattr(events, name)) for name, title in SECTIONS]
        oldest = connection.execute(select(CHANGE.c.at).order_by(CHANGE.c.seq).limit(1)).scalar()
        return handover_of([*sections, _fires(connection)], since, until, oldest)


def _changes(connection: Connection, since: datetime, until: datetime) -> Iterator[Change]:
    """Return the changes between two times, oldest first; the feed is found by its ``seq``, which rises with time."""
    first = _first_since(connection, since)
    wanted = select(CHANGE).where(CHANGE.c.seq >= first, CHANGE.c.at <= until).order_by(CHANGE.c.seq)
    yield from (change_of(row) for row in connection.execute(wanted.execution_options(yield_per=500)))


def _first_since(connection: Connection, since: datetime) -> int:
    """Return the first ``seq`` that is not older than a time, in some twenty steps."""
    low, high = connection.execute(select(func.min(CHANGE.c.seq), func.max(CHANGE.c.seq))).one()
    low, high = low or 1, (high or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = connection.execute(select(CHANGE.c.at).where(CHANGE.c.seq == middle)).scalar()
        if at is not None and at < since:
            low = middle + 1
        else:
            high = middle
    return low


def _section(connection: Connection, name: str, title: str, notes: Mapping[str, str]) -> HandoverSection:
    latest = list(notes)[-MOST_SHOWN:][::-1]
    rows = {row["sys_id"]: row for row in connection.execute(_THESE, {"sys_ids": latest}).mappings()}
    tickets = tuple(_ticket(rows[sys_id], notes[sys_id]) for sys_id in latest if sys_id in rows)
    return HandoverSection(name, title, tickets, len(notes))


def _fires(connection: Connection) -> HandoverSection:
    wanted = _SHOWN.where(*_FIRES).order_by(_T.priority, _T.opened_at, _T.sys_id).limit(MOST_SHOWN)
    tickets = tuple(_ticket(row) for row in connection.execute(wanted).mappings())
    total = connection.execute(select(func.count()).select_from(TICKET).where(*_FIRES)).scalar_one()
    return HandoverSection(*ON_FIRE, tickets, total)


def _ticket(row: RowMapping, note: str = "") -> HandoverTicket:
    return HandoverTicket(
        number=row["ticket_id"] or row["sys_id"],
        short_description=shortened(row["short_description"], _LONGEST_TEXT),
        status=row["status"],
        priority=row["priority"] or 0,
        assigned_to=row["assigned_to_name"] or "",
        opened_at=to_milliseconds(row["opened_at"]),
        note=note,
    )
