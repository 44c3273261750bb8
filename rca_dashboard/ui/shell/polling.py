"""How polling is doing, in the header, and the sentence that says what to do when it fails."""

import reflex as rx

from rca_dashboard.ui.kit.badges import dot
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.shell.state import StatusState


def poll_status() -> rx.Component:
    """Say in the header whether ServiceNow is being read."""
    poll, health = StatusState.status.poll, known_health()
    text = rx.cond(
        poll.is_importing & (poll.health == "ok"),
        f"Importing {poll.imported} of {poll.to_import}",
        rx.match(
            health,
            ("ok", "ServiceNow ok"),
            ("failing", "ServiceNow failing"),
            ("unknown", "ServiceNow"),
            "Polling paused",
        ),
    )
    return rx.el.span(
        dot(),
        text,
        class_name="connection",
        custom_attrs={"data-testid": "poll-status", "data-status": health},
    )


def known_health() -> rx.Var[str]:
    """Give how polling is, or ``"unknown"`` until the app has said it."""
    return rx.cond(StatusState.status.boot == "", "unknown", StatusState.status.poll.health).to(str)


def outage() -> rx.Component:
    """Say what is wrong with ServiceNow, since when, and what to do."""
    poll = StatusState.status.poll
    return rx.cond(
        poll.health == "failing",
        rx.el.div(
            rx.icon("triangle-alert", size=18, aria_hidden="true"),
            rx.el.div(
                rx.el.strong("ServiceNow cannot be read"),
                rx.cond(
                    poll.failing_since > 0, rx.el.span(" (began ", Moment.create(at=poll.failing_since), "). "), ". "
                ),
                rx.el.span(poll.error, dir="auto"),
                rx.el.span(" What is shown may be old; nothing is lost, and polling goes on by itself."),
            ),
            class_name="outage",
            custom_attrs={"data-testid": "error-state"},
        ),
    )
