"""How long tickets take, for each value of a field."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from rca_dashboard.domain.chart.chart import Chart, Mark, left_out
from rca_dashboard.domain.chart.survival import Waited, quantiles
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.chosen import Chosen
from rca_dashboard.store.charts.values import most_frequent, others, value_mark

_HOUR_SECONDS = 3600


def time_to_resolve(connection: Connection, asked: Asked) -> Chart:
    """Return the median time to resolve, and the time by which nine in ten are, for each value of a field."""
    chosen = Chosen(connection, asked.filter)
    waited: dict[Any, list[Waited]] = {}
    for value, each in chosen.waited_by(asked.by, asked.now):
        waited.setdefault(value, []).append(each)
    counts = chosen.by(asked.by)
    shown, rest = most_frequent(counts)
    labels = chosen.labels_of(asked.by)
    marks = tuple(
        with_times(value_mark(labels, counts, asked.filter, asked.by, value), waited.get(value, [])) for value in shown
    )
    measured = int(sum(mark.values["measured"] or 0 for mark in marks))
    timeless = sum(counts[value] for value in shown) - measured
    missing = "; ".join(filter(None, (left_out([(timeless, "without the times")]), others(asked.by, counts, rest))))
    return Chart(marks=marks, n=measured, left_out=missing)


def with_times(mark: Mark, waited: list[Waited]) -> Mark:
    """Return a mark with the times that its tickets took."""
    median, longest = quantiles(waited, (0.5, 0.9))
    measured = sum(each.count for each in waited)
    still = sum(each.count for each in waited if not each.has_ended)
    times = {"median_hours": _hours(median), "p90_hours": _hours(longest)}
    return replace(mark, values={**times, "measured": measured, "still_open": still})


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / _HOUR_SECONDS, 2)
