"""The polling status in the header, and the sentence that says what to do when polling fails."""

import reflex as rx

from rca_dashboard.ui.kit.badges import dot
from rca_dashboard.ui.kit.live import CONNECTION, Moment, age_of, is_past
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.pushed.everywhere import StatusState


def poll_status() -> rx.Component:
    """Show in the header how old what is shown is, or why ServiceNow is not being read.

    Until the app has said it, the element is there under another test id, so that nothing moves when it does.
    """
    health = known_health()
    return rx.el.span(
        dot(),
        _words(health),
        rx.cond((health != "unknown") & is_last_known(), rx.el.span("(last known)", class_name="sync-words")),
        class_name="connection poll",
        title=rx.cond(is_last_known(), "Last status received before the connection was lost", ""),
        custom_attrs={
            "data-testid": rx.cond(health != "unknown", "poll-status", "poll-status-awaited"),
            "data-status": health,
            "data-last-known": is_last_known(),
            "data-late": is_late(),
        },
    )


def is_late() -> rx.Var[bool]:
    """Return whether the last poll that read everything is too long ago, though none has failed: one may hang."""
    return is_past(StatusState.status.poll.late_at)


def _words(health: rx.Var[str]) -> rx.Component:
    poll = StatusState.status.poll
    age = age_of(poll.succeeded_at)
    return rx.el.span(
        rx.cond(health == "ok", rx.el.span("ServiceNow connected, synced ", class_name="visually-hidden")),
        rx.cond(
            poll.is_importing & (poll.health == "ok"),
            f"Importing {poll.imported} of {poll.to_import}",
            rx.match(
                health,
                ("ok", rx.cond(age == "", "…", f"{age} ago")),
                ("failing", "ServiceNow failing"),
                ("unknown", "…"),
                "Polling paused",
            ),
        ),
        class_name="sync-words figures",
    )


def known_health() -> rx.Var[str]:
    """Return how polling is, or ``"unknown"`` until the app has said it."""
    return rx.cond(StatusState.status.boot == "", "unknown", StatusState.status.poll.health).to(str)


def is_last_known() -> rx.Var[bool]:
    """Return whether the app is unreachable, so that its status of ServiceNow may be outdated."""
    return CONNECTION.status != "connected"


def outage() -> rx.Component:
    """Show what is wrong with ServiceNow, since when, and what to do; in the foot, where it moves no row."""
    poll = StatusState.status.poll
    return rx.cond(
        poll.health == "failing",
        rx.el.div(
            rx.icon("triangle-alert", size=16, aria_hidden="true"),
            rx.el.div(
                rx.el.strong("Cannot read from ServiceNow"),
                rx.cond(
                    poll.failing_since > 0, rx.el.span(" (started ", Moment.create(at=poll.failing_since), "). "), ". "
                ),
                rx.el.span(sent(poll.error), dir="auto"),
                rx.el.span(" Data may be out of date; retrying automatically."),
                # A narrow screen shows only the start; a tap or Tab shows all of it.
                class_name="outage-text",
                tab_index=0,
            ),
            class_name="outage",
            custom_attrs={"data-testid": "error-state"},
        ),
    )
