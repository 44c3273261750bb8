"""The workers that run."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.operations.pieces import Figure, table
from rca_dashboard.ui.pushed.operations import OperationsState

_HEADINGS = ("Worker", "Version", "Role", "#Browsers", "#Feed followed ms ago", "Started", "Last report")


def workers() -> rx.Component:
    """Show the workers, where several may run."""
    rows = OperationsState.view.workers
    return rx.cond(
        rows.length() > 0,
        rx.el.section(
            rx.el.h2("Workers"),
            rx.el.p("The leader reads ServiceNow; every worker serves pages.", class_name="quiet"),
            table("Workers", _HEADINGS, rx.foreach(rows, _row), "workers-table"),
            class_name="operations-wide",
        ),
    )


def _row(each: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.td(each.id),
        rx.el.td(each.version),
        rx.el.td(each.role),
        rx.el.td(Figure.create(value=each.browsers), class_name="number-cell"),
        rx.el.td(Figure.create(value=each.lag), class_name="number-cell"),
        rx.el.td(Moment.create(at=each.started_at)),
        rx.el.td(Moment.create(at=each.seen_at)),
        key=each.id,
        custom_attrs={"data-testid": "worker-row", "data-role": each.role},
    )
