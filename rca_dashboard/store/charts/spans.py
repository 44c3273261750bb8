"""Charts over time: what was opened and resolved in each period, how long that took, and the hours of the week."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from rca_dashboard.domain.chart.chart import Chart, Mark, left_out, mark_of
from rca_dashboard.domain.chart.periods import Period, Unit, periods, unit_of
from rca_dashboard.domain.views.hour_of_week import HOURS, HourOfWeek
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.chosen import Chosen
from rca_dashboard.store.charts.durations import with_times

_SPAN = timedelta(days=30)
# A trend of medians says nothing in less.
_TREND_SPAN = timedelta(weeks=26)
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def opened_resolved(connection: Connection, asked: Asked) -> Chart:
    """Return how many tickets were opened and resolved in each period.

    The filter's times of opening are the chart's span: what was resolved in it counts whenever it was opened.
    """
    start, end = _span_of(connection, asked, _SPAN)
    found = list(periods(start, end, asked.unit or unit_of(end - start), asked.zone))
    marks = [mark for field in ("opened", "resolved") for mark in _in_periods(connection, asked, field, found)]
    counted = sum(mark.count for mark in marks if mark.series == "opened")
    return Chart(marks=tuple(marks), n=counted, since=found[0].start if found else start)


def resolve_trend(connection: Connection, asked: Asked) -> Chart:
    """Return how long the tickets took that were opened in each period, those that are still open included."""
    start, end = _span_of(connection, asked, _TREND_SPAN)
    unit = asked.unit or (Unit.WEEK if end - start > timedelta(weeks=6) else Unit.DAY)
    found = list(periods(start, end, unit, asked.zone))
    marks = _in_periods(connection, replace(asked, by=""), "opened", found)
    chosen = Chosen(connection, replace(asked.filter, opened_from=None, opened_to=None))
    wanted = [_narrowed(asked.filter, "opened", each.start, each.end) for each in found]
    waited = [chosen.waited_in(each.opened_from or start, each.opened_to or end, asked.now) for each in wanted]
    timed = tuple(with_times(replace(mark, series=""), some) for mark, some in zip(marks, waited, strict=True))
    measured = int(sum(mark.values["measured"] or 0 for mark in timed))
    missing = sum(mark.count for mark in timed) - measured
    return Chart(
        marks=timed,
        n=measured,
        since=found[0].start if found else start,
        left_out=left_out([(missing, "without the times")]),
    )


def heat(connection: Connection, asked: Asked) -> Chart:
    """Return how many tickets were opened in each hour of the week of a zone."""
    chosen, zone = Chosen(connection, asked.filter), str(asked.zone)
    if only := asked.filter.hour_of_week:
        mark = mark_of(only, chosen.count(), asked.filter)
        return Chart(marks=(mark,), n=mark.count)
    counts = chosen.by_hour_of_week(asked.zone)
    marks: list[Mark] = []
    for hour in range(HOURS):
        each = replace(asked.filter, hour_of_week=str(HourOfWeek(hour, zone)))
        marks.append(mark_of(f"{_DAY_NAMES[hour // 24]} {hour % 24:02}:00", counts.get(hour, 0), each))
    missing = counts.get(None, 0)
    return Chart(
        marks=tuple(marks),
        n=sum(mark.count for mark in marks),
        left_out=left_out([(missing, "without the time when they were opened")]),
    )


def _span_of(connection: Connection, asked: Asked, longest: timedelta) -> tuple[datetime, datetime]:
    """Return the span: the filter's, or the last weeks: of those the ones with tickets, or else all there was."""
    end = min(asked.filter.opened_to or asked.now, asked.now)
    start = asked.filter.opened_from or end - longest
    if asked.filter.opened_from is None and asked.filter.opened_to is None:
        oldest, newest = Chosen(connection, asked.filter).extent(asked.now)
        if oldest and newest and newest < start:
            return oldest, newest + timedelta(microseconds=1)
        if oldest and asked.now > oldest > start:
            return oldest, end
    return start, end


def _in_periods(connection: Connection, asked: Asked, field: str, found: list[Period]) -> list[Mark]:
    base = asked.filter if field == "opened" else replace(asked.filter, opened_from=None, opened_to=None)
    wanted = [_narrowed(base, field, period.start, period.end) for period in found]
    return [
        mark_of(
            period.label,
            count,
            each,
            series=field,
            start=period.start,
            end=period.end,
            is_unfinished=period.end > asked.now,
        )
        for period, each, count in zip(found, wanted, _counts(connection, base, field, wanted), strict=True)
    ]


def _counts(connection: Connection, base: TicketFilter, field: str, wanted: list[TicketFilter]) -> list[int]:
    """Return how many tickets each period has."""
    # Without the filter's own limits, which the ranges keep: SQLite would walk the index by them for each range.
    chosen = Chosen(connection, replace(base, **{f"{field}_from": None, f"{field}_to": None}))
    ranges = [(getattr(each, f"{field}_from"), getattr(each, f"{field}_to")) for each in wanted]
    return chosen.in_ranges(f"{field}_at", ranges)


def _narrowed(wanted: TicketFilter, field: str, start: datetime, end: datetime) -> TicketFilter:
    """Return a filter limited to a period as well."""
    begins, ends = getattr(wanted, f"{field}_from"), getattr(wanted, f"{field}_to")
    limits = {f"{field}_from": max(start, begins or start), f"{field}_to": min(end, ends or end)}
    return replace(wanted, **limits)
