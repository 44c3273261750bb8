"""What can be done with the rows that are selected by x or shift-click."""

import reflex as rx

from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState


class SelectionBar(rx.Component):
    """Shown while rows are selected."""

    library = "$/public/live/selection/selection.js"
    tag = "SelectionBar"

    on_read: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]
    on_watch: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]


def selection_bar() -> rx.Component:
    """Offer to mark the selected tickets as read, watch, copy or export them."""
    return SelectionBar.create(on_read=TicketMarksState.mark_read, on_watch=TicketMarksState.watch)
