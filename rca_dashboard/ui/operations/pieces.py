"""Pieces of the operations page that the browser draws: see ``assets/live/operations/operations.js``."""

from typing import Any

import reflex as rx

from rca_dashboard.live.messages import PollView
from rca_dashboard.live.operations.lines import PollLine
from rca_dashboard.live.operations.push_figures import PushView
from rca_dashboard.live.operations.view import ImportView
from rca_dashboard.ui.kit.badges import dot

_OPERATIONS = "$/public/live/operations/operations.js"


class ImportProgress(rx.Component):
    """How far an import has come."""

    library = _OPERATIONS
    tag = "ImportProgress"

    imports: rx.Var[ImportView]


class ImportLine(rx.Component):
    """The same in one line, for pages that show the import as part of polling."""

    library = _OPERATIONS
    tag = "ImportLine"

    poll: rx.Var[PollView]


class Until(rx.Component):
    """A time in the future."""

    library = _OPERATIONS
    tag = "Until"

    at: rx.Var[int]


class Figure(rx.Component):
    """An integer with thousands separators."""

    library = _OPERATIONS
    tag = "Figure"

    value: rx.Var[int]


class AuditExport(rx.Component):
    """The link to the audit log as a file."""

    library = _OPERATIONS
    tag = "AuditExport"


class PushChart(rx.Component):
    """The last hour of the push as bars, its current figures, and a text alternative."""

    library = "$/public/live/operations/push_chart.js"
    tag = "PushChart"

    push: rx.Var[PushView]


class PollChart(rx.Component):
    """The last polls as bars, and a text alternative."""

    library = "$/public/live/operations/poll_chart.js"
    tag = "PollChart"

    polls: rx.Var[list[PollLine]]


def facts(*pairs: tuple[str, Any]) -> rx.Component:
    """List names and values; a pair whose value is a false condition is hidden."""
    return rx.el.dl(*(part for name, value in pairs for part in (rx.el.dt(name), rx.el.dd(value))), class_name="facts")


def status_words(status: Any, words: Any, testid: str) -> rx.Component:  # noqa: ANN401 - Vars
    """Show a status, with its dot."""
    return rx.el.span(
        dot(), words, class_name="connection", custom_attrs={"data-status": status, "data-testid": testid}
    )


def table(caption: str, headings: tuple[str, ...], rows: rx.Component, testid: str) -> rx.Component:
    """Build a plain table that scrolls by itself, by keyboard too; a heading that starts with ``#`` has figures."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*(_heading(name) for name in headings))),
            rx.el.tbody(rows),
            class_name="plain",
            custom_attrs={"data-testid": testid},
        ),
        class_name="sheet scrolling",
        tab_index=0,
        role="region",
        custom_attrs={"aria-label": caption},
    )


def _heading(name: str) -> rx.Component:
    return rx.el.th(name.removeprefix("#"), scope="col", class_name="number-cell" if name.startswith("#") else "")
