"""The charts by name."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from rca_dashboard.domain.chart.chart import Chart
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.durations import time_to_resolve
from rca_dashboard.store.charts.slas import sla
from rca_dashboard.store.charts.spans import heat, opened_resolved, resolve_trend
from rca_dashboard.store.charts.steps import backlog_age, reassigned, stagnant
from rca_dashboard.store.charts.values import by_field
from rca_dashboard.store.engine import Database


def chart(database: Database, name: str, asked: Asked) -> Chart:
    """Return a chart as one snapshot; ``name`` is one of ``CHARTS``."""
    with database.read() as session:
        return CHARTS[name](session.connection(), asked)


CHARTS: Mapping[str, Callable[[Connection, Asked], Chart]] = {
    "opened_resolved": opened_resolved,
    "backlog_age": backlog_age,
    "time_to_resolve": time_to_resolve,
    "resolve_trend": resolve_trend,
    "by_category": by_field("category"),
    "by_group": by_field("assignment_group"),
    "by_priority": by_field("priority", is_open=True),
    "by_assignee": by_field("assigned_to"),
    "by_location": by_field("location"),
    "by_caller": by_field("requester"),
    "sla": sla,
    "stagnant": stagnant,
    "reassigned": reassigned,
    "heat": heat,
}
