"""The bell in the header: the unread count, and the latest ten notifications."""

import reflex as rx

from rca_dashboard.live.messages import Bell
from rca_dashboard.ui.pushed.bell import BellState
from rca_dashboard.ui.pushed.everywhere import StatusState


class BellButton(rx.Component):
    """The button, its panel, and where notifications enter the page."""

    library = "$/public/live/notifications/bell.js"
    tag = "BellButton"

    bell: rx.Var[Bell]
    boot: rx.Var[str]
    on_read: rx.EventHandler[rx.event.passthrough_event_spec(list[int])]
    on_read_all: rx.EventHandler[rx.event.no_args_event_spec]


def bell_button() -> rx.Component:
    """Show the bell."""
    return BellButton.create(
        rx.icon("bell", size=16, aria_hidden="true"),
        bell=BellState.bell,
        boot=StatusState.status.boot,
        on_read=BellState.mark_read,
        on_read_all=BellState.mark_all_read,
    )
