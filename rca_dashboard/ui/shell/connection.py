"""Which connection is down, browser to app or app to ServiceNow, and how old the data is."""

import reflex as rx

from rca_dashboard.ui.kit.badges import dot
from rca_dashboard.ui.kit.live import CONNECTION, age_of
from rca_dashboard.ui.pushed.everywhere import StatusState
from rca_dashboard.ui.shell.polling import is_last_known, known_health

_WORDS = (
    ("connected", "Real-time connected"),
    ("reconnecting", "Reconnecting"),
    ("stale", "Stale"),
)


def connection_header() -> rx.Component:
    """Show the browser's connection in the header."""
    words = rx.match(CONNECTION.status, *_WORDS, "Offline")
    return rx.el.span(
        dot(),
        rx.cond(_is_first(), "Connecting", words),
        class_name="connection",
        custom_attrs={"data-testid": "connection-header", "data-status": CONNECTION.status},
    )


def _is_first() -> rx.Var[bool]:
    """Whether the page has yet to connect for the first time."""
    return (CONNECTION.status == "reconnecting") & ~CONNECTION.was_connected


def connection_corner() -> rx.Component:
    """Show both connections and the age of the data in the corner."""
    return rx.el.aside(
        rx.el.div(
            rx.el.span("Dashboard", class_name="quiet"),
            rx.el.span(
                dot(), rx.cond(_is_first(), "connecting", rx.match(CONNECTION.status, *_SHORT_WORDS, "offline"))
            ),
            class_name="hop",
            custom_attrs={"data-status": CONNECTION.status},
        ),
        _servicenow_hop(),
        class_name="corner",
        custom_attrs={
            "data-testid": "connection-corner",
            "data-status": CONNECTION.status,
            "aria-label": "Connection",
        },
    )


_SHORT_WORDS = (("connected", "connected"), ("reconnecting", "reconnecting"), ("stale", "stale"))


def _servicenow_hop() -> rx.Component:
    poll = StatusState.status.poll
    age = age_of(poll.succeeded_at)
    text = rx.match(
        poll.health,
        ("failing", rx.cond(age == "", "failing", f"failing, last synced {age} ago")),
        ("paused", rx.cond(age == "", "paused", f"paused, last synced {age} ago")),
        rx.cond(age == "", "waiting for first sync", f"synced {age} ago"),
    )
    return rx.el.div(
        rx.el.span("ServiceNow", class_name="quiet"),
        rx.el.span(dot(), text, rx.cond((age != "") & is_last_known(), " (last known)", "")),
        class_name="hop",
        custom_attrs={"data-status": known_health(), "data-last-known": is_last_known()},
    )
