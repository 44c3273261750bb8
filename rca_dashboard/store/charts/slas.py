"""Service levels: met and breached by closed tickets, overdue and still running for open ones."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from rca_dashboard.domain.chart.chart import Chart, Mark, left_out
from rca_dashboard.domain.views.ticket_filter import SLA_RESULTS
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.chosen import Chosen
from rca_dashboard.store.charts.sla_figures import Figures, sla_figures
from rca_dashboard.store.charts.values import most_frequent, value_mark

_HOUR = 3_600


def sla(connection: Connection, asked: Asked) -> Chart:
    """Return how many tickets have which result, for each value of a field.

    Open ones come with their mean age, reassignments and time since the last update: what makes an overdue ticket late.
    """
    chosen = Chosen(connection, asked.filter)
    found = sla_figures(chosen, asked.by, asked.now)
    totals: dict[Any, int] = {}
    for (value, _), figures in found.items():
        totals[value] = totals.get(value, 0) + figures.count
    labels = chosen.labels_of(asked.by)
    shown, _ = most_frequent(totals)
    marks = [mark for value in shown for mark in _marks(asked, labels, found, value)]
    n = sum(mark.count for mark in marks)
    return Chart(marks=tuple(marks), n=n, left_out=left_out([(chosen.count() - n, "without a service level")]))


def _marks(
    asked: Asked, labels: Mapping[Any, str], found: Mapping[tuple[Any, str], Figures], value: object
) -> list[Mark]:
    results = [result for result in SLA_RESULTS if asked.filter.sla in ("", result)]
    return [
        replace(
            value_mark(
                labels, {value: figures.count}, replace(asked.filter, sla=result), asked.by, value, series=result
            ),
            values=_means(figures),
        )
        for result in results
        if (figures := found.get((value, result)))
    ]


def _means(figures: Figures) -> dict[str, float | None]:
    return {
        "mean_age_hours": _hours(figures.age),
        "mean_reassignments": None if figures.reassignments is None else round(figures.reassignments, 2),
        "mean_hours_since_update": _hours(figures.since_update),
    }


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / _HOUR, 1)
