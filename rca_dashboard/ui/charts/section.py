"""The charts, one card each."""

from typing import Literal

import reflex as rx

Shape = Literal["columns", "rows", "durations"]
# Name, heading, shape, and the field by which tickets are told apart.
_CHARTS: tuple[tuple[str, str, Shape, str], ...] = (
    ("opened_resolved", "Opened and resolved", "columns", ""),
    ("backlog_age", "Age of the open tickets", "rows", ""),
    ("time_to_resolve", "Time to resolve, open tickets included", "durations", "category"),
    ("by_priority", "Open tickets by priority", "rows", ""),
    ("by_category", "Tickets by category", "rows", ""),
    ("by_group", "Tickets by assignment group", "rows", ""),
    ("sla", "Open tickets by SLA", "rows", "priority"),
    ("stagnant", "Open tickets without an update", "rows", ""),
)


class Chart(rx.Component):
    """A chart, drawn and kept up to date by the browser."""

    library = "$/public/live/charts/chart.js"
    tag = "Chart"

    name: rx.Var[str]
    heading: rx.Var[str]
    shape: rx.Var[Shape]
    by: rx.Var[str]


def charts() -> rx.Component:
    """Show all charts, of the tickets that the address names with the list's parameters."""
    return rx.el.section(
        *(Chart.create(name=name, heading=heading, shape=shape, by=by) for name, heading, shape, by in _CHARTS),
        class_name="charts",
        custom_attrs={"aria-label": "Charts"},
    )
