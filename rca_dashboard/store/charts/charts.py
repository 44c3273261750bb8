"""The charts by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection

from rca_dashboard.domain.chart.chart import Chart, Mark, left_out, mark_of
from rca_dashboard.domain.chart.periods import Period, Unit, periods, unit_of
from rca_dashboard.domain.chart.survival import Waited, quantiles
from rca_dashboard.domain.views.ticket_filter import LONGEST_CHOICE, TicketFilter
from rca_dashboard.store.charts.chosen import Chosen
from rca_dashboard.store.engine import Database

_SPAN = timedelta(days=30)
_AGES = (0, 1, 3, 7, 14, 30, 90)
_UNTOUCHED = (0, 1, 3, 7, 14, 30)
# More bars than these are left out, the rarest first, and the chart says how many tickets they are.
MOST_VALUES = 20
_HOUR_SECONDS = 3600
_NAMES = {"assignment_group": "group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader wants of a chart.

    Attributes:
        filter: The tickets that it counts.
        now: The time.
        zone: Whose days and hours it counts in.
        unit: The length of its periods; None to have it chosen by the span.
        by: The field by which it tells tickets apart, one of ``FIELDS``.
    """

    filter: TicketFilter
    now: datetime
    zone: tzinfo = UTC
    unit: Unit | None = None
    by: str = "category"


def chart(database: Database, name: str, asked: Asked) -> Chart:
    """Return a chart as one snapshot; ``name`` is one of ``CHARTS``."""
    with database.read() as session:
        return CHARTS[name](session.connection(), asked)


def _opened_resolved(connection: Connection, asked: Asked) -> Chart:
    """Return how many tickets were opened and resolved in each period.

    The filter's times of opening are the chart's span: what was resolved in it counts whenever it was opened.
    """
    end = min(asked.filter.opened_to or asked.now, asked.now)
    start = asked.filter.opened_from or end - _SPAN
    found = list(periods(start, end, asked.unit or unit_of(end - start), asked.zone))
    marks = [mark for field in ("opened", "resolved") for mark in _in_periods(connection, asked, field, found)]
    counted = sum(mark.count for mark in marks if mark.series == "opened")
    return Chart(marks=tuple(marks), n=counted, since=found[0].start if found else start)


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


def _open(wanted: TicketFilter) -> TicketFilter:
    return wanted if wanted.is_open is not None else replace(wanted, is_open=True)


def _backlog_age(connection: Connection, asked: Asked) -> Chart:
    """Return how old the open tickets are."""
    wanted = _open(asked.filter)
    return _in_steps(connection, wanted, _AGES, lambda low, high: replace(wanted, age_min=low, age_max=high), "opened")


def _stagnant(connection: Connection, asked: Asked) -> Chart:
    """Return for how many days the open tickets have not been updated."""
    wanted = _open(asked.filter)

    def step(low: int, high: int | None) -> TicketFilter:
        since = asked.now - timedelta(days=high) if high is not None else None
        return replace(wanted, updated_from=since, updated_to=asked.now - timedelta(days=low) if low else None)

    return _in_steps(connection, wanted, _UNTOUCHED, step, "updated")


def _in_steps(
    connection: Connection,
    wanted: TicketFilter,
    steps: tuple[int, ...],
    step: Callable[[int, int | None], TicketFilter],
    field: str,
) -> Chart:
    marks: list[Mark] = []
    for low, high in zip(steps, (*steps[1:], None), strict=True):
        label = f"{low} to {high} d" if high is not None else f"{low} d and more"
        each = step(low, high)
        marks.append(mark_of(label, Chosen(connection, each).count(), each))
    n = sum(mark.count for mark in marks)
    missing = Chosen(connection, wanted).count() - n
    return Chart(marks=tuple(marks), n=n, left_out=left_out([(missing, f"without the time when they were {field}")]))


def _by(field: str, *, is_open: bool = False) -> "Callable[[Connection, Asked], Chart]":
    def count(connection: Connection, asked: Asked) -> Chart:
        wanted = _open(asked.filter) if is_open else asked.filter
        chosen = Chosen(connection, wanted)
        counts, labels = chosen.by(field), chosen.labels_of(field)
        shown, others = _most_frequent(counts)
        marks = tuple(_value_mark(labels, counts, wanted, field, value) for value in shown)
        return Chart(marks=marks, n=sum(mark.count for mark in marks), left_out=_others(field, counts, others))

    return count


def _value_mark(
    labels: Mapping[Any, str],
    counts: Mapping[Any, int],
    wanted: TicketFilter,
    field: str,
    value: object,
    series: str = "",
) -> Mark:
    label = labels.get(value, str(value))
    return mark_of(label, counts[value], _having(wanted, field, value), series=series)


def _most_frequent(counts: Mapping[Any, int]) -> tuple[list[Any], list[Any]]:
    """Return the values that are shown, and the others that a list can be filtered by.

    The most frequent ones come first; priorities, which are an order by themselves, in theirs.
    """
    usable = [value for value in counts if value not in ("", None) and len(str(value)) <= LONGEST_CHOICE]
    is_ordinal = all(isinstance(value, int) for value in usable)
    ordered = sorted(usable, key=lambda value: (0 if is_ordinal else -counts[value], str(value)))
    return ordered[:MOST_VALUES], ordered[MOST_VALUES:]


def _others(field: str, counts: Mapping[Any, int], others: list[Any]) -> str:
    name = _NAMES.get(field, field)
    none = sum(count for value, count in counts.items() if value in ("", None))
    rest = sum(counts[value] for value in others)
    return left_out([(none, f"without a {name}"), (rest, f"of {len(others)} further values")])


def _having(wanted: TicketFilter, field: str, value: object) -> TicketFilter:
    """Return a filter limited to one value; it is one of the filter's own if that names some."""
    return replace(wanted, **{field: (value,)})


def _time_to_resolve(connection: Connection, asked: Asked) -> Chart:
    """Return the median time to resolve, and the time by which nine in ten are, for each value of a field."""
    chosen = Chosen(connection, asked.filter)
    waited: dict[Any, list[Waited]] = {}
    for value, each in chosen.waited_by(asked.by, asked.now):
        waited.setdefault(value, []).append(each)
    counts = chosen.by(asked.by)
    shown, others = _most_frequent(counts)
    labels = chosen.labels_of(asked.by)
    marks = tuple(
        _duration_mark(_value_mark(labels, counts, asked.filter, asked.by, value), waited.get(value, []))
        for value in shown
    )
    measured = int(sum(mark.values["measured"] or 0 for mark in marks))
    timeless = sum(counts[value] for value in shown) - measured
    missing = "; ".join(filter(None, (left_out([(timeless, "without the times")]), _others(asked.by, counts, others))))
    return Chart(marks=marks, n=measured, left_out=missing)


def _duration_mark(mark: Mark, waited: list[Waited]) -> Mark:
    """Return a mark with its times."""
    median, longest = quantiles(waited, (0.5, 0.9))
    measured = sum(each.count for each in waited)
    still = sum(each.count for each in waited if not each.has_ended)
    times = {"median_hours": _hours(median), "p90_hours": _hours(longest)}
    return replace(mark, values={**times, "measured": measured, "still_open": still})


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / _HOUR_SECONDS, 2)


def _sla(connection: Connection, asked: Asked) -> Chart:
    """Return how many open tickets have a breached SLA, and how many have none, for each value of a field."""
    wanted = _open(asked.filter)
    marks: list[Mark] = []
    for series, breached in (("breached", True), ("not breached", False)):
        part = replace(wanted, breached=breached)
        chosen = Chosen(connection, part)
        counts, labels = chosen.by(asked.by), chosen.labels_of(asked.by)
        marks += [_value_mark(labels, counts, part, asked.by, value, series) for value in _most_frequent(counts)[0]]
    return Chart(marks=tuple(marks), n=sum(mark.count for mark in marks))


CHARTS: Mapping[str, Callable[[Connection, Asked], Chart]] = {
    "opened_resolved": _opened_resolved,
    "backlog_age": _backlog_age,
    "time_to_resolve": _time_to_resolve,
    "by_category": _by("category"),
    "by_group": _by("assignment_group"),
    "by_priority": _by("priority", is_open=True),
    "sla": _sla,
    "stagnant": _stagnant,
}
