"""Which connection is down, browser to app or app to ServiceNow, and how old the data is."""

import reflex as rx

from rca_dashboard.ui.kit.badges import dot
from rca_dashboard.ui.kit.live import CONNECTION, age_of
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.pushed.everywhere import StatusState
from rca_dashboard.ui.shell.polling import is_last_known, is_late, known_health, poll_status

_WORDS = (
    ("connected", "Real-time connected"),
    ("reconnecting", "Reconnecting"),
    ("stale", "Stale"),
)
_SHORT_WORDS = (("connected", "connected"), ("reconnecting", "reconnecting"), ("stale", "stale"))


def sync_chip() -> rx.Component:
    """Show both connections in one chip; a click shows what each of them is, and how it does."""
    return rx.el.details(
        rx.el.summary(
            connection_header(),
            poll_status(),
            class_name="sync-chip",
            role="button",
            # No label: its name is what it says, for those who speak to their computer (WCAG 2.5.3).
            title="Connection details",
            custom_attrs={"data-testid": "sync-chip"},
        ),
        rx.el.div(
            rx.el.dl(
                _hop("Browser to dashboard", rx.match(CONNECTION.status, *_WORDS, "Offline"), CONNECTION.status),
                _hop("Dashboard to ServiceNow", servicenow_words(), known_health()),
                class_name="hops",
            ),
            rx.cond(
                StatusState.status.poll.error != "",
                rx.el.p(sent(StatusState.status.poll.error), class_name="trouble", dir="auto"),
            ),
            class_name="popover-body sync-body",
        ),
        class_name="popover sync",
    )


def _hop(name: str, words: rx.Var[str] | rx.Component, status: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(rx.el.span(dot(), custom_attrs={"data-status": status}, class_name="hop-dot"), words),
        class_name="hop-line",
    )


def connection_header() -> rx.Component:
    """Show the browser's connection in the header."""
    words = rx.match(CONNECTION.status, *_WORDS, "Offline")
    return rx.el.span(
        dot(),
        rx.el.span(rx.cond(_is_first(), "Connecting", words), class_name="sync-words"),
        class_name="connection",
        custom_attrs={"data-testid": "connection-header", "data-status": CONNECTION.status},
    )


def _is_first() -> rx.Var[bool]:
    """Whether the page has yet to connect for the first time."""
    return (CONNECTION.status == "reconnecting") & ~CONNECTION.was_connected


class AwayNote(rx.Component):
    """A line that says that what was asked for cannot be loaded while the dashboard is away."""

    library = "$/public/live/connection/away_note.js"
    tag = "AwayNote"


def connection_corner() -> rx.Component:
    """Show both connections and the age of the data at the end of the foot."""
    return rx.el.div(
        rx.el.div(
            dot(),
            rx.el.span("Dashboard", class_name="visually-hidden"),
            rx.cond(_is_first(), "connecting", rx.match(CONNECTION.status, *_SHORT_WORDS, "offline")),
            class_name="hop",
            custom_attrs={"data-status": CONNECTION.status},
        ),
        rx.el.div(
            dot(),
            rx.el.span("ServiceNow", class_name="hop-name"),
            servicenow_words(),
            rx.cond((_age() != "") & is_last_known(), " (last known)", rx.cond(is_late(), " (late)", "")),
            class_name="hop",
            custom_attrs={"data-status": known_health(), "data-last-known": is_last_known(), "data-late": is_late()},
        ),
        role="group",
        class_name="corner",
        custom_attrs={
            "data-testid": "connection-corner",
            "data-status": CONNECTION.status,
            "aria-label": "Connection",
        },
    )


def _age() -> rx.Var[str]:
    return age_of(StatusState.status.poll.succeeded_at)


def servicenow_words() -> rx.Component:
    """Say in words how ServiceNow is being read, and when it last was."""
    age = _age()
    return rx.el.span(
        rx.match(
            StatusState.status.poll.health,
            ("failing", rx.cond(age == "", "failing", f"failing, last synced {age} ago")),
            ("paused", rx.cond(age == "", "paused", f"paused, last synced {age} ago")),
            rx.cond(age == "", "waiting for first sync", f"synced {age} ago"),
        ),
        class_name="hop-words",
    )
