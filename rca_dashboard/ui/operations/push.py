"""The push: connected browsers, latency and queues."""

import reflex as rx

from rca_dashboard.ui.operations.pieces import PushChart
from rca_dashboard.ui.pushed.operations import PushState


def push() -> rx.Component:
    """Show the last hour of the push."""
    return rx.el.section(
        rx.el.h2("Live updates"),
        rx.el.p(
            "The last hour by minute, or since the app started. Latency is the time until a change is on the screen, "
            "as reported by a random sample of browsers.",
            class_name="quiet",
        ),
        PushChart.create(push=PushState.push),
        class_name="operations-wide",
        custom_attrs={"data-testid": "operations-push"},
    )
