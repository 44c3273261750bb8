"""The tickets that a chart counts, as one transaction sees them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
)

from rca_dashboard.domain.chart.survival import Waited
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.listing.query_plans import hinted
from rca_dashboard.store.listing.selection import Selection
from rca_dashboard.store.schema.column_types import UtcTime
from rca_dashboard.store.schema.tallies import TICKET_KIND
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c
_K = TICKET_KIND.c
_MICROSECONDS = 1_000_000
_HOUR = 3600
_DAY = 86_400
# The resolution of a time to resolve, in seconds, below each limit: a thousand different times in two years.
_STEPS = ((_HOUR, 60), (_DAY, 900), (30 * _DAY, 6 * _HOUR))
_BY_KIND = {"category": _K.category, "priority": _K.priority, "source": _K.source, "status": _K.status}
_BY_NAME = {"assignment_group": _T.assignment_group_name}
_LABELS = {name: select(_K[name], _K[f"{name}_label"]).order_by(_K.id) for name in ("category", "source")}
FIELDS = (*_BY_KIND, *_BY_NAME)


class Chosen:
    """The tickets of a filter, counted in different ways."""

    def __init__(self, connection: Connection, wanted: TicketFilter) -> None:
        self._connection = connection
        self._where = Selection(connection, View(filter=wanted)).where()
        self._has_words = bool(wanted.query)

    def count(self) -> int:
        """Return how many there are."""
        return self._connection.execute(select(func.count()).select_from(TICKET).where(*self._where)).scalar_one()

    def by(self, field: str) -> dict[Any, int]:
        """Return how many have each value of one of ``FIELDS``."""
        if field in _BY_NAME:
            column = _BY_NAME[field]
            counted = select(column, func.count()).where(*self._where).group_by(column)
            return _pairs(self._connection, counted)
        return self._by_kind(field)

    def _by_kind(self, field: str) -> dict[Any, int]:
        kinds = self._kinds(field)
        counts: dict[Any, int] = {}
        for kind, count in self._connection.execute(
            select(_T.kind, func.count()).where(*self._where).group_by(_T.kind)
        ):
            counts[kinds[kind]] = counts.get(kinds[kind], 0) + count
        return counts

    def _kinds(self, field: str) -> dict[int, Any]:
        """Return the value that each kind has in a field: a join would be made for each ticket."""
        return _pairs(self._connection, select(_K.id, _BY_KIND[field]))

    def labels_of(self, field: str) -> dict[Any, str]:
        """Return how the values of a field are shown, where they are shown otherwise than they are stored."""
        if field == "priority":
            return {each.value: each.numbered_label for each in Priority}
        if field not in _LABELS:
            return {}
        return {value: label for value, label in _pairs(self._connection, _LABELS[field]).items() if label}

    def in_ranges(self, field: str, ranges: Sequence[tuple[datetime, datetime]]) -> list[int]:
        """Return how many have a time in each range, its end excluded: by the index of the time, or by one search."""
        column = _T[field]
        if self._has_words:
            found = select(column).where(*self._where, column.is_not(None)).order_by(column)
            times = list(self._connection.execute(found).scalars())
            return [bisect_left(times, end) - bisect_left(times, start) for start, end in ranges]
        within = (column >= bindparam("start"), column < bindparam("end"))
        counted = hinted(select(func.count()).select_from(TICKET).where(*self._where, *within), f"ix_ticket_{field}")
        return [self._connection.execute(counted, {"start": a, "end": b}).scalar_one() for a, b in ranges]

    def waited_by(self, field: str, now: datetime) -> Iterator[tuple[Any, Waited]]:
        """Yield how long tickets waited for their end, or have waited until now, with their value of a field.

        Tickets that have ended without a time are left out, and so are those without a time of opening.
        """
        ended = func.coalesce(_T.resolved_at, _T.closed_at)
        has_ended = _T.is_active.is_(False)
        seconds = self._seconds(case((has_ended, ended), else_=literal(now, UtcTime()))) - self._seconds(_T.opened_at)
        waited = case(
            *((seconds < limit, self._rounded(seconds, step)) for limit, step in _STEPS),
            else_=self._rounded(seconds, _DAY),
        )
        value = _BY_NAME[field] if field in _BY_NAME else _BY_KIND[field]
        known = (_T.opened_at.is_not(None), (_T.is_active | ended.is_not(None)))
        read = select(value.label("value"), waited.label("waited"), has_ended.label("has_ended"), func.count())
        if field in _BY_KIND:
            read = read.join_from(TICKET, TICKET_KIND, _T.kind == _K.id)
        for each, time, is_over, count in self._connection.execute(
            read.where(*self._where, *known).group_by("value", "waited", "has_ended")
        ):
            # An end before the beginning is an error of somebody's clock, and counts as none at all.
            yield each, Waited(max(0.0, float(time)), count, bool(is_over))

    @property
    def _is_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _rounded(self, seconds: ColumnElement[Any], step: int) -> ColumnElement[Any]:
        """Return seconds rounded down to steps."""
        return (func.floor(seconds / step) if self._is_postgresql else seconds // step) * step

    def _seconds(self, time: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return a time as seconds since 1970: whole ones in SQLite, where times are whole microseconds."""
        if self._is_postgresql:
            return func.extract("epoch", time)
        return type_coerce(time, BigInteger()) // _MICROSECONDS


def _pairs(connection: Connection, wanted: Select[Any, Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in connection.execute(wanted)}
