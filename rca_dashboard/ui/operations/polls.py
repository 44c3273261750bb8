"""The last polls, as a chart and as a table."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.operations.pieces import Figure, PollChart, table
from rca_dashboard.ui.pushed.operations import PollsState

_HEADINGS = ("Time", "#Duration (s)", "#Requests", "#New", "#Updated", "#Unchanged", "#Hidden", "Error")


def polls() -> rx.Component:
    """Show the last 200 polls that found something, or failed."""
    return rx.el.section(
        rx.el.h2("Recent polls"),
        rx.el.p("Polls that find nothing new and do not fail are not listed.", class_name="quiet"),
        PollChart.create(polls=PollsState.polls),
        table("Recent polls", _HEADINGS, rx.foreach(PollsState.polls, _poll), "polls-table"),
        class_name="operations-wide",
    )


def _poll(each: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.td(Moment.create(at=each.at)),
        rx.el.td(each.seconds, class_name="number-cell"),
        *(
            rx.el.td(Figure.create(value=value), class_name="number-cell")
            for value in (each.requests, each.new, each.updated, each.unchanged, each.hidden)
        ),
        rx.el.td(sent(each.error), class_name="wide", title=sent(each.error), dir="auto"),
        key=each.at.to_string(),
        custom_attrs={"data-testid": "poll-row"},
    )
