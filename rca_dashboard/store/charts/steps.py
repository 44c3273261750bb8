"""Charts whose marks are steps of a number: days of age, days without an update, reassignments."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from rca_dashboard.domain.chart.chart import Chart, Mark, left_out, mark_of
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.store.charts.asked import Asked, open_ones
from rca_dashboard.store.charts.chosen import Chosen

_AGES = (0, 1, 3, 7, 14, 30, 90)
_UNTOUCHED = (0, 1, 3, 7, 14, 30)
_REASSIGNED = (0, 1, 2, 3, 4, 6, 10)

Step = Callable[[int, int | None], TicketFilter]


def backlog_age(connection: Connection, asked: Asked) -> Chart:
    """Return how old the open tickets are."""
    wanted = open_ones(asked.filter)

    def step(low: int, high: int | None) -> TicketFilter:
        most = [each for each in (high, wanted.age_max) if each is not None]
        return replace(wanted, age_min=max(low, wanted.age_min or 0), age_max=min(most, default=None))

    return _in_steps(connection, wanted, _AGES, step, _days, "without the time when they were opened")


def stagnant(connection: Connection, asked: Asked) -> Chart:
    """Return for how many days the open tickets have not been updated."""
    wanted = open_ones(asked.filter)

    def step(low: int, high: int | None) -> TicketFilter:
        since = asked.now - timedelta(days=high) if high is not None else None
        until = asked.now - timedelta(days=low) if low else None
        starts = [each for each in (since, wanted.updated_from) if each]
        ends = [each for each in (until, wanted.updated_to) if each]
        return replace(wanted, updated_from=max(starts, default=None), updated_to=min(ends, default=None))

    return _in_steps(connection, wanted, _UNTOUCHED, step, _days, "without the time when they were updated")


def reassigned(connection: Connection, asked: Asked) -> Chart:
    """Return how often tickets were reassigned from one group to another."""
    wanted = asked.filter

    def step(low: int, high: int | None) -> TicketFilter:
        most = [each for each in (None if high is None else high - 1, wanted.reassigned_max) if each is not None]
        least = max(low, wanted.reassigned_min or 0)
        return replace(wanted, reassigned_min=least, reassigned_max=min(most, default=None))

    chosen = Chosen(connection, wanted)
    counts = chosen.by_reassignments()
    marks: list[Mark] = []
    for low, high in zip(_REASSIGNED, (*_REASSIGNED[1:], None), strict=True):
        each = step(low, high)
        count = sum(number for times, number in counts.items() if times is not None and _is_within(times, each))
        marks.append(mark_of(_times(low, high), count, each))
    missing = (counts.get(None, 0), "of which the instance does not say how often they were reassigned")
    return Chart(marks=tuple(marks), n=sum(mark.count for mark in marks), left_out=left_out([missing]))


def _is_within(times: int, wanted: TicketFilter) -> bool:
    most = wanted.reassigned_max
    return times >= (wanted.reassigned_min or 0) and (most is None or times <= most)


def _in_steps(
    connection: Connection,
    wanted: TicketFilter,
    steps: tuple[int, ...],
    step: Step,
    label: Callable[[int, int | None], str],
    missing: str,
) -> Chart:
    marks: list[Mark] = []
    for low, high in zip(steps, (*steps[1:], None), strict=True):
        each = step(low, high)
        marks.append(mark_of(label(low, high), Chosen(connection, each).count(), each))
    n = sum(mark.count for mark in marks)
    return Chart(marks=tuple(marks), n=n, left_out=left_out([(Chosen(connection, wanted).count() - n, missing)]))


def _days(low: int, high: int | None) -> str:
    return f"{low} d and more" if high is None else f"{low} to {high} d"


def _times(low: int, high: int | None) -> str:
    if low == 0:
        return "never"
    if high is None:
        return f"{low} times and more"
    number = f"{low}" if high == low + 1 else f"{low} to {high - 1}"
    return "once" if number == "1" else f"{number} times"
