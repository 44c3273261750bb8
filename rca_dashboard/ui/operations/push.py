"""The push: how many browsers it reaches, how fast it is, and what waits."""

import reflex as rx

from rca_dashboard.ui.operations.pieces import PushChart
from rca_dashboard.ui.operations.state import PushState


def push() -> rx.Component:
    """Show the last hour of the push."""
    return rx.el.section(
        rx.el.h3("The push to browsers"),
        rx.el.p(
            "The last hour, by minutes, since the app was started. A few browsers at random say when they show a "
            "change: that is the time to the screen.",
            class_name="quiet",
        ),
        PushChart.create(push=PushState.push),
        class_name="operations-wide",
        custom_attrs={"data-testid": "operations-push"},
    )
