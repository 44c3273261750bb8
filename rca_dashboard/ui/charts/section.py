"""The charts, one card each."""

from typing import Literal

import reflex as rx

Shape = Literal["columns", "rows", "durations", "trend", "stacks", "grid"]
# Name, heading, shape, and the field by which tickets are told apart.
_CHARTS: tuple[tuple[str, str, Shape, str], ...] = (
    ("opened_resolved", "Opened and resolved", "columns", ""),
    ("resolve_trend", "Time to resolve, by when they were opened", "trend", ""),
    ("backlog_age", "Age of the open tickets", "rows", ""),
    ("by_priority", "Open tickets by priority", "rows", ""),
    ("stagnant", "Open tickets without an update", "rows", ""),
    ("time_to_resolve", "Time to resolve, open tickets included", "durations", "category"),
    ("sla", "Service levels", "stacks", "priority"),
    ("by_category", "Tickets by category", "rows", ""),
    ("by_group", "Tickets by assignment group", "rows", ""),
    ("by_assignee", "Tickets by assignee", "rows", ""),
    ("by_caller", "Tickets by caller", "rows", ""),
    ("by_location", "Tickets by location", "rows", ""),
    ("reassigned", "Tickets by number of reassignments", "rows", ""),
    ("heat", "Opened by hour of the week", "grid", ""),
)


class Chart(rx.Component):
    """A chart, drawn and kept up to date by the browser."""

    library = "$/public/live/charts/chart.js"
    tag = "Chart"

    name: rx.Var[str]
    heading: rx.Var[str]
    shape: rx.Var[Shape]
    by: rx.Var[str]


class ChartsBar(rx.Component):
    """What the charts are narrowed to, and in whose zone they count; kept in the address."""

    library = "$/public/live/charts/charts_bar.js"
    tag = "ChartsBar"


def charts() -> rx.Component:
    """Show all charts, of the tickets that the address names with the list's parameters."""
    return rx.el.section(
        ChartsBar.create(),
        *(Chart.create(name=name, heading=heading, shape=shape, by=by) for name, heading, shape, by in _CHARTS),
        class_name="charts",
        custom_attrs={"aria-label": "Charts"},
    )
