"""What can be done with the rows that are selected by x or shift-click."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState
from rca_dashboard.ui.ticket.open_ticket import encoded


class SelectionBar(rx.Component):
    """Shown while rows are selected."""

    library = "$/public/live/selection/selection.js"
    tag = "SelectionBar"

    on_read: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]
    on_watch: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]
    on_case: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    may_start: rx.Var[bool]


def _to_new_case(numbers: Any) -> rx.event.EventSpec:  # noqa: ANN401 - a Var, evaluated in the browser
    return rx.redirect("/cases/new?tickets=" + encoded(numbers).to(str))  # pyright: ignore[reportOperatorIssue, reportCallIssue, reportArgumentType] - the same


def selection_bar() -> rx.Component:
    """Offer to mark the selected tickets as read, watch, copy or export them, or to start a case from them."""
    return SelectionBar.create(
        on_read=TicketMarksState.mark_read,
        on_watch=TicketMarksState.watch,
        on_case=_to_new_case,
        may_start=MeState.may_edit,
    )
