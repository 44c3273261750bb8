"""The figures of a filter, in one transaction: what is open now, and what was at each hour of the last day."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from rca_dashboard.domain.tickets.priority import HIGH_PRIORITIES
from rca_dashboard.domain.views.figures import (
    FOLLOWED,
    HOURS,
    SOON,
    Counted,
    Earlier,
    ListFigures,
    RecentTicket,
    by_quarters,
    first_quarter,
    oldest_over_the_day,
    over_the_day,
)
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import current_seq
from rca_dashboard.store.listing.conditions import matches
from rca_dashboard.store.listing.search import Search
from rca_dashboard.store.schema.tickets import CHANGE, TICKET

_T = TICKET.c
_C = CHANGE.c
_OPEN = _T.is_active.is_(True)
# Of a day with more, such as one with an import, only the last changes count: reading these takes 40 ms.
MOST_CHANGES = 20_000
MOST_RECENT = 5_000
# What is counted of each hour, in the order of the fields of Counted.
_HOURLY = ("open_hours", "unassigned_hours", "high_hours", "at_risk_hours")


def list_figures(database: Database, wanted: TicketFilter, *, now: datetime) -> ListFigures:
    """Return the figures of a filter.

    Args:
        database: The database.
        wanted: The filter.
        now: The time; the day before it is compared.
    """
    with database.read() as session:
        connection = session.connection()
        # Of what is open and what was, all tickets count that the rest of the filter lets through.
        among = _among(connection, replace(wanted, is_open=None))
        figures, current, oldest = _current(connection, among, now)
        recent = _recent(connection, among, now)
        opened = _opened(connection, among, first_quarter(now))
    hours = over_the_day(current, recent, now) if recent is not None else ()
    columns = zip(*map(astuple, hours), strict=True) if hours else ((),) * len(_HOURLY)
    return replace(
        figures,
        view=View(filter=wanted).key,
        is_known=True,
        **dict(zip(_HOURLY, columns, strict=True)),
        oldest_hours=oldest_over_the_day(oldest, recent, now) if recent is not None else (),
        opened_from=to_milliseconds(first_quarter(now)),
        opened=by_quarters(opened, now),
    )


def _among(connection: Connection, wanted: TicketFilter) -> list[ColumnElement[bool]]:
    """Return a filter's condition with its words; of a broad search the first tickets count."""
    search = Search(connection, wanted.query)
    return [*matches(connection, wanted), *([search.among_found()] if search.is_asked else [])]


def _current(
    connection: Connection, among: Collection[ColumnElement[bool]], now: datetime
) -> tuple[ListFigures, Counted, datetime | None]:
    def number_of(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401 - an SQL expression
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    wanted = select(
        func.count(),
        number_of(_T.assigned_to_id.is_(None)),
        number_of(_T.priority.in_(HIGH_PRIORITIES)),
        number_of(or_(_T.is_breached.is_(True), _T.due_at < now + SOON)),
    )
    open_now, unassigned, high, at_risk = map(int, connection.execute(wanted.where(*among, _OPEN)).one())
    has_sla = connection.execute(select(_T.id).where(_T.due_at.is_not(None)).limit(1)).first() is not None
    total = connection.execute(select(func.count()).select_from(TICKET).where(*among)).scalar_one()
    oldest = select(_T.opened_at, _T.ticket_id).where(*among, _OPEN, _T.opened_at.is_not(None))
    opened_at, number = connection.execute(oldest.order_by(_T.opened_at, _T.id).limit(1)).first() or (None, "")
    counted = Counted(open_now, unassigned, high, at_risk)
    figures = ListFigures(
        total=total,
        open=open_now,
        unassigned=unassigned,
        high=high,
        at_risk=at_risk if has_sla or at_risk else -1,
        oldest_at=to_milliseconds(opened_at),
        oldest_number=number,
    )
    return figures, counted, opened_at


def _recent(
    connection: Connection, among: Collection[ColumnElement[bool]], now: datetime
) -> tuple[RecentTicket, ...] | None:
    """Return the tickets that were opened, closed or changed in the last day; None if those are too many."""
    since = now - timedelta(hours=HOURS)
    earlier = _earlier(connection, since)
    times = (
        and_(_OPEN, _T.opened_at >= since),
        and_(_T.is_active.is_(False), _T.closed_at >= since),
        # What came to be at risk as time passed.
        and_(_OPEN, _T.due_at >= since + SOON, _T.due_at < now + SOON),
    )
    columns = (
        *(_T.sys_id, _T.opened_at, _T.closed_at, _T.is_active, _T.priority, _T.assigned_to_id),
        *(_T.due_at, _T.is_breached),
    )
    wanted = select(*columns).where(*among, or_(*times, _T.sys_id.in_(sorted(earlier)[:MOST_RECENT])))
    rows = connection.execute(wanted.limit(MOST_RECENT + 1)).all()
    if len(rows) > MOST_RECENT:
        return None
    return tuple(
        RecentTicket(
            opened_at=row.opened_at,
            # Closed without a time is closed since long ago.
            closed_at=None if row.is_active else row.closed_at or since,
            priority=row.priority,
            is_unassigned=row.assigned_to_id is None,
            due_at=row.due_at,
            is_breached=bool(row.is_breached),
            earlier=tuple(earlier.get(row.sys_id, ())),
        )
        for row in rows
    )


def _earlier(connection: Connection, since: datetime) -> dict[str, list[Earlier]]:
    """Return what has been replaced since a time, by ticket; the feed's order is that of the times."""
    after = _seq_at(connection, since)
    follows = or_(*(_C.changes.contains(f'"{field}"') for field in FOLLOWED))
    wanted = select(_C.sys_id, _C.at, _C.changes).where(_C.seq > after, _C.type == "updated_ticket", follows)
    found: dict[str, list[Earlier]] = defaultdict(list)
    for sys_id, at, text in connection.execute(wanted.order_by(_C.seq)):
        changes = json.loads(text)
        found[sys_id] += [Earlier(at, field, changes[field][0]) for field in FOLLOWED if field in changes]
    return found


def _seq_at(connection: Connection, since: datetime) -> int:
    """Return the last ``seq`` before a time, but at most ``MOST_CHANGES`` before the end: found by halving."""
    high = current_seq(connection)
    low = max(0, high - MOST_CHANGES)
    while low < high:
        middle = (low + high + 1) // 2
        at = connection.execute(select(_C.at).where(_C.seq >= middle).order_by(_C.seq).limit(1)).scalar()
        if at is None or at >= since:
            high = middle - 1
        else:
            low = middle
    return low


def _opened(connection: Connection, among: Collection[ColumnElement[bool]], since: datetime) -> list[datetime]:
    wanted = select(_T.opened_at).where(*among, _T.opened_at >= since)
    return [each for each in connection.execute(wanted).scalars() if each is not None]
