"""The rows that the database refused."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.operations.pieces import Figure, table
from rca_dashboard.ui.pushed.operations import OperationsState

_HEADINGS = ("Since", "Table", "Number", "sys_id", "Reason", "Last tried", "#Tries")


def rejected() -> rx.Component:
    """Show the rows that could not be stored, as long as there are any."""
    rows = OperationsState.view.rejected
    return rx.cond(
        rows.length() > 0,
        rx.el.section(
            rx.el.h2("Rows that cannot be stored"),
            rx.el.p(
                "They are kept aside, and the rest of their table goes on. Each is tried again when it changes and at "
                "each reconciliation.",
                class_name="quiet",
            ),
            table("Rows that cannot be stored", _HEADINGS, rx.foreach(rows, _row), "rejected-table"),
            class_name="operations-wide",
        ),
    )


def _row(each: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.td(Moment.create(at=each.since)),
        rx.el.td(each.table),
        rx.el.td(each.ticket_id, dir="auto"),
        rx.el.td(each.key, class_name="wide", dir="auto"),
        rx.el.td(sent(each.reason), class_name="wide", dir="auto"),
        rx.el.td(Moment.create(at=each.last_at)),
        rx.el.td(Figure.create(value=each.tries), class_name="number-cell"),
        key=each.table + each.key,
        custom_attrs={"data-testid": "rejected-row"},
    )
