"""The insight page."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.bursts.band import burst_band
from rca_dashboard.ui.charts.section import charts
from rca_dashboard.ui.insight.editing import ClusterEditState
from rca_dashboard.ui.insight.state import ORDERS, InsightState
from rca_dashboard.ui.language.sentences import sent, written
from rca_dashboard.ui.notifications.page import OnChange
from rca_dashboard.ui.pushed.everywhere import StatusState
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.shell.frame import frame


def insight() -> rx.Component:
    """Show the recurring clusters as a Pareto, and charts; each bar leads to its tickets."""
    return frame(
        # With each heartbeat and each change: the list of clusters is some seconds old at most.
        OnChange.create(value=StatusState.status.at, on_change=InsightState.load),
        burst_band(),
        rx.el.p(
            rx.el.a("The week", href="/insight/week", class_name="link", custom_attrs={"data-testid": "insight-week"}),
            ": what came back, what is overdue, what is costly or new.",
            class_name="quiet",
        ),
        rx.el.section(
            rx.el.h2("Recurring clusters"),
            rx.cond(
                InsightState.is_off,
                rx.el.p("The insight is off: set INSIGHT=true to turn it on.", class_name="empty"),
                _clusters(),
            ),
            class_name="insight",
            custom_attrs={"aria-label": "Recurring clusters"},
        ),
        rx.el.h2("Charts"),
        charts(),
        title=rx.el.span("Insight"),
    )


def _clusters() -> rx.Component:
    return rx.fragment(
        rx.el.p(sent(InsightState.sentence), custom_attrs={"data-testid": "cluster-sentence"}),
        rx.el.div(
            *(_order(name, label) for name, label in ORDERS),
            role="group",
            aria_label="Order by",
            class_name="insight-orders",
        ),
        _merging(),
        rx.el.table(
            rx.el.caption("Clusters of tickets with nearly the same summary", class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Cluster", scope="col"),
                    rx.el.th("Share", scope="col"),
                    _hidden_heading("Share"),  # of the bars
                    *(rx.el.th(name, scope="col") for name in _FIGURES),
                    rx.cond(InsightState.has_work, rx.el.th("Hours of work", scope="col")),
                    _hidden_heading("Case"),
                    rx.cond(MeState.may_edit, _hidden_heading("Change")),
                )
            ),
            rx.el.tbody(rx.foreach(InsightState.rows, _row)),
            class_name="pareto",
        ),
        rx.el.p(sent(InsightState.searched), class_name="quiet"),
    )


_HIDDEN_HEADING = rx.el.th(rx.el.span("Change", class_name="visually-hidden"), scope="col")
_FIGURES = ("Tickets", "Hours open", "Reassignments")


def _hidden_heading(name: str) -> rx.Component:
    return rx.el.th(rx.el.span(name, class_name="visually-hidden"), scope="col")


def _order(name: str, label: str) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="button",
        on_click=InsightState.sort_by(name),
        custom_attrs={"aria-pressed": rx.cond(InsightState.order == name, "true", "false"), "data-order": name},
    )


def _merging() -> rx.Component:
    """Show what is chosen to be merged, and the answer to the last change."""
    return rx.el.div(
        rx.cond(
            ClusterEditState.chosen.length() > 1,
            rx.el.button(
                "Merge ",
                ClusterEditState.chosen.length(),
                " clusters into the first chosen",
                type="button",
                class_name="button",
                on_click=ClusterEditState.merge,
                custom_attrs={"data-testid": "cluster-merge"},
            ),
        ),
        rx.el.span(sent(ClusterEditState.answer), role="status", class_name="quiet"),
        class_name="insight-orders",
    )


def _change(row: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Show how a cluster can be changed."""
    return rx.el.details(
        rx.el.summary("Change", custom_attrs={"data-testid": "cluster-change"}),
        rx.el.div(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=ClusterEditState.chosen.contains(row.id),
                    on_change=ClusterEditState.choose(row.id),
                    custom_attrs={"data-testid": "cluster-choose"},
                ),
                " Merge with others",
            ),
            _form(row, "label", "New name", "Rename", ClusterEditState.rename),
            _form(row, "words", "Tickets that have the words", "Split off", ClusterEditState.split),
            class_name="pareto-menu",
        ),
    )


def _form(row: Any, name: str, label: str, button: str, submit: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.form(
        rx.el.input(type="hidden", name="cluster", value=row.id),
        rx.el.label(
            label, rx.el.input(name=name, max_length=120, required=True, class_name="input", auto_complete="off")
        ),
        rx.el.button(button, type="submit", class_name="button"),
        on_submit=submit,
        reset_on_submit=True,
        custom_attrs={"data-testid": f"cluster-{name}"},
    )


def _row(row: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.td(rx.el.a(sent(row.label), href=row.href, title=row.summary, class_name="link", dir="auto")),
        rx.el.td(written(row.share), " %", class_name="figures"),
        rx.el.td(
            rx.el.a(
                rx.el.span(class_name="pareto-bar", style={"width": row.width}),
                href=row.href,
                tab_index=-1,
                custom_attrs={"aria-hidden": "true"},
            ),
            style={"width": "40%"},
        ),
        rx.el.td(written(row.count), class_name="figures"),
        rx.el.td(written(row.hours_open), class_name="figures"),
        rx.el.td(written(row.reassignments), class_name="figures"),
        rx.cond(InsightState.has_work, rx.el.td(written(row.work), class_name="figures")),
        rx.el.td(
            rx.cond(
                MeState.may_edit & (row.id != "none"),
                rx.el.a(
                    "Start a case",
                    href="/cases/new?cluster=" + row.id.to(str),
                    class_name="link",
                    aria_label="Start a case: " + row.label.to(str),
                    custom_attrs={"data-testid": "cluster-start-case"},
                ),
            )
        ),
        rx.cond(MeState.may_edit, rx.el.td(rx.cond(row.id != "none", _change(row)), class_name="pareto-change")),
        key=row.id,
        custom_attrs={"data-testid": "cluster-row", "data-cluster": row.id, "data-count": row.count},
    )
