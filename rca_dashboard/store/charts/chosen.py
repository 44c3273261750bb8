"""The tickets that a chart counts, as one transaction sees them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, case, func, select, text, type_coerce

from rca_dashboard.domain.chart.survival import Waited
from rca_dashboard.domain.tickets.effort import LONGEST_STEP, STEPS
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.listing.hours import opened_in_hour
from rca_dashboard.store.listing.query_plans import hinted
from rca_dashboard.store.listing.selection import Selection
from rca_dashboard.store.schema.tallies import TICKET_KIND
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c
_K = TICKET_KIND.c
_MICROSECONDS = 1_000_000
_BY_KIND = {"category": _K.category, "priority": _K.priority, "source": _K.source, "status": _K.status}
_BY_NAME = {
    "assignment_group": _T.assignment_group_name,
    "assigned_to": _T.assigned_to_name,
    "location": _T.location_name,
    "requester": _T.requester_name,
}
_LABELS = {name: select(_K[name], _K[f"{name}_label"]).order_by(_K.id) for name in ("category", "source")}
_ENDED_BY = {"assignment_group": "ix_ticket_group_ended_after"}
FIELDS = (*_BY_KIND, *_BY_NAME)


class Chosen:
    """The tickets of a filter, counted in different ways."""

    def __init__(self, connection: Connection, wanted: TicketFilter) -> None:
        self._connection = connection
        self._where = Selection(connection, View(filter=wanted)).where()
        self._has_words = bool(wanted.query)
        kinds = replace(TicketFilter(), **{name: getattr(wanted, name) for name in _OF_KINDS})
        # Then an index that begins with what is counted holds all that is read, and nothing has to be sorted.
        self._is_by_kind_alone = wanted == kinds
        self._index_of_span = "ix_ticket_opened_at" if _is_of_span(wanted, kinds) else ""
        self._kinds: dict[str, dict[int, Any]] = {}

    def count(self) -> int:
        """Return how many there are."""
        return self._connection.execute(select(func.count()).select_from(TICKET).where(*self._where)).scalar_one()

    def extent(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Return when the first and the last of them were opened; what is still to come is an error of some clock."""
        found = self._read(select(func.max(_T.opened_at)).where(*self._where, _T.opened_at <= now))
        newest = found[0][0]
        oldest = self._read(select(func.min(_T.opened_at)).where(*self._where))[0][0]
        return oldest, newest

    def by(self, field: str) -> dict[Any, int]:
        """Return how many have each value of one of ``FIELDS``."""
        column = self.column_of(field)
        counts: dict[Any, int] = {}
        for key, count in self.rows(select(column, func.count()), column):
            value = self.value_of(field, key)
            counts[value] = counts.get(value, 0) + count
        return counts

    def by_hour_of_week(self, zone: tzinfo) -> dict[int | None, int]:
        """Return how many were opened in each hour of the week; None is without a time."""
        hour = opened_in_hour(self._connection, zone).label("hour_of_week")
        return dict(self.rows(select(hour, func.count()), text("hour_of_week"), index="ix_ticket_opened_at"))

    def rows(self, read: Any, *grouped: Any, index: str = "") -> list[tuple[Any, ...]]:  # noqa: ANN401 - a query of any columns
        """Return the rows of a query over the tickets, grouped.

        Args:
            read: Without the filter's conditions.
            grouped: What it is grouped by.
            index: SQLite reads this one, if the filter asks for nothing that it lacks.
        """
        wanted = read.where(*self._where).group_by(*grouped)
        if index and self._is_by_kind_alone:
            wanted = hinted(wanted, index)
        return self._read(wanted)

    def _read(self, wanted: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - the same
        return [tuple(row) for row in self._connection.execute(wanted)]

    @staticmethod
    def is_kind(field: str) -> bool:
        """Return whether a ticket's kind says what value it has."""
        return field in _BY_KIND

    @staticmethod
    def column_of(field: str) -> ColumnElement[Any]:
        """Return what is grouped by for a field: the kind, or a name. A join would be made for each ticket."""
        return _T.kind if field in _BY_KIND else _BY_NAME[field]

    def value_of(self, field: str, key: Any) -> Any:  # noqa: ANN401 - of any field
        """Return the value for what was grouped by."""
        if field not in _BY_KIND:
            return key
        if field not in self._kinds:
            self._kinds[field] = _pairs(self._connection, select(_K.id, _BY_KIND[field]))
        return self._kinds[field][key]

    @staticmethod
    def index_of_ended(field: str) -> str:
        """Return the index of the times that tickets took, if there is one that begins with a field."""
        return "ix_ticket_ended_after" if field in _BY_KIND else _ENDED_BY.get(field, "")

    @staticmethod
    def is_of_closed_kind() -> ColumnElement[bool]:
        """Return the condition that a ticket is closed, which indexes answer by its kind."""
        return _of_kinds(is_active=False)

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

    def by_reassignments(self) -> dict[int | None, int]:
        """Return how many were reassigned how often; None if the instance does not say."""
        index = "ix_ticket_reassignments" if self._is_by_kind_alone else self._index_of_span
        read = select(_T.reassignments, func.count()).where(*self._where).group_by(_T.reassignments)
        return _pairs(self._connection, hinted(cast("Any", read), index) if index else read)

    def waited_in(self, start: datetime, end: datetime, now: datetime) -> list[Waited]:
        """Return how long the tickets that were opened in a span waited for their end, or have waited until now."""
        within = (*self._where, _T.opened_at >= start, _T.opened_at < end)
        ended = select(_T.ended_after, func.count()).where(*within, _T.ended_after.is_not(None))
        waited = self._rounded(self._age(now)).label("waited")
        still = select(waited, func.count()).where(*within, _of_kinds(is_active=True)).group_by("waited")
        found, open_ones = self._read(ended.group_by(_T.ended_after)), self._read(still)
        return [
            *(Waited(int(seconds or 0), count, has_ended=True) for seconds, count in found),
            *(Waited(max(0.0, float(seconds)), count, has_ended=False) for seconds, count in open_ones),
        ]

    def waited_by(self, field: str, now: datetime) -> Iterator[tuple[Any, Waited]]:
        """Yield how long tickets waited for their end, or have waited until now, with their value of a field.

        Tickets that have ended without a time are left out, and so are those without a time of opening.
        """
        for value, seconds, count in self._read(self._ended_by(field)):
            yield value, Waited(int(seconds), int(count), has_ended=True)
        column, waited = self.column_of(field), self._rounded(self._age(now)).label("waited")
        still = select(column, waited, func.count()).where(_of_kinds(is_active=True), _T.opened_at.is_not(None))
        for key, seconds, count in self.rows(still, column, text("waited")):
            # One that will be opened is an error of somebody's clock, and counts as opened now.
            yield self.value_of(field, key), Waited(max(0.0, float(seconds)), count, has_ended=False)

    def _ended_by(self, field: str) -> Any:  # noqa: ANN401 - a query
        """Return the query of how many tickets took how long, by value.

        An index is grouped by kind without being sorted; only what is left, a tenth, is joined and grouped by value.
        """
        column = self.column_of(field)
        read: Any = select(column.label("key"), _T.ended_after, func.count().label("tickets"))
        read = read.where(*self._where, _T.ended_after.is_not(None))
        if (index := self.index_of_ended(field)) and self._is_by_kind_alone:
            read = hinted(read, index).group_by(column, _T.is_breached, _T.ended_after)
        else:
            # Without what the index of opening times lacks: each ticket's row would be read.
            read = read.group_by(column, _T.ended_after)
        part = read.subquery()
        if field not in _BY_KIND:
            return select(part.c.key, part.c.ended_after, part.c.tickets)
        value = _BY_KIND[field]
        joined = select(value, part.c.ended_after, func.sum(part.c.tickets)).join_from(
            part, TICKET_KIND, part.c.key == _K.id
        )
        return joined.group_by(value, part.c.ended_after)

    def seconds(self, time: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return a time as seconds since 1970: whole ones in SQLite, where times are whole microseconds."""
        if self._is_postgresql:
            return func.extract("epoch", time)
        return type_coerce(time, BigInteger()) // _MICROSECONDS

    @property
    def _is_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _age(self, now: datetime) -> ColumnElement[Any]:
        return int(now.timestamp()) - self.seconds(_T.opened_at)

    def _rounded(self, seconds: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return seconds rounded down to steps, as ``ended_after`` is."""
        steps = ((seconds < limit, self._in_steps(seconds, step)) for limit, step in STEPS)
        return case(*steps, else_=self._in_steps(seconds, LONGEST_STEP))

    def _in_steps(self, seconds: ColumnElement[Any], step: int) -> ColumnElement[Any]:
        return (func.floor(seconds / step) if self._is_postgresql else seconds // step) * step


_OF_KINDS = ("status", "priority", "category", "source", "table", "is_open")


def _is_of_span(wanted: TicketFilter, kinds: TicketFilter) -> bool:
    """Return whether a filter asks for kinds and a span of opening alone."""
    return wanted == replace(kinds, opened_from=wanted.opened_from, opened_to=wanted.opened_to)


def _of_kinds(*, is_active: bool) -> ColumnElement[bool]:
    return _T.kind.in_(select(_K.id).where(_K.is_active.is_(is_active)))


def _pairs(connection: Connection, wanted: Any) -> dict[Any, Any]:  # noqa: ANN401 - a query of two columns
    return dict(tuple(row) for row in connection.execute(wanted))
