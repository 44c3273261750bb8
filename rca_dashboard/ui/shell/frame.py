"""The frame around every page: header, corner, live regions, and the connection to the app."""

from collections.abc import Callable

import reflex as rx

from rca_dashboard.ui.kit.forms import in_browser
from rca_dashboard.ui.kit.keys import keys
from rca_dashboard.ui.kit.live import CONNECTION, LiveLink
from rca_dashboard.ui.pushed.everywhere import ChangedRowsState, NoticeState, PulseState, StatusState
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.preferences import PreferencesState
from rca_dashboard.ui.pushed.probe import ProbeState
from rca_dashboard.ui.pushed.ticket_list import TicketListState
from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState
from rca_dashboard.ui.shell.bell import bell_button
from rca_dashboard.ui.shell.connection import connection_corner, connection_header
from rca_dashboard.ui.shell.polling import outage, poll_status


def frame(*content: rx.Component, heading: bool = True) -> rx.Component:
    """Wrap a page's content in the frame; ``heading`` is False for a page with its own first heading."""
    return rx.fragment(
        rx.el.a("Skip to content", href="#content", class_name="skip"),
        _header(rx.el.h1 if heading else rx.el.p),
        rx.el.main(outage(), *content, id="content", tab_index=-1),
        connection_corner(),
        rx.el.div(id="announcements", role="status", class_name="visually-hidden"),
        rx.el.div(
            rx.cond(
                CONNECTION.was_connected & (CONNECTION.status != "connected"),
                "Connection to the dashboard lost. Data may be out of date.",
                "",
            ),
            role="alert",
            class_name="visually-hidden",
        ),
        keys(),
        LiveLink.create(
            page=TicketListState.page,
            patch=TicketListState.patch,
            pulse=PulseState.pulse,
            changed=ChangedRowsState.changed,
            status=StatusState.status,
            notices=NoticeState.notices,
            preferences=PreferencesState.preferences,
            marks=TicketMarksState.marks,
            on_behind=TicketListState.resync,
            on_ask_marks=TicketMarksState.ask,
            probe=ProbeState.probe,
            on_shown=ProbeState.acknowledge,
        ),
    )


def _header(heading: Callable[..., rx.Component]) -> rx.Component:
    return rx.el.header(
        heading(rx.el.a("RCA Dashboard", href="/"), class_name="brand"),
        rx.cond(
            StatusState.status.is_demo,
            rx.el.span("Demo data", class_name="demo", title="Sample tickets from the built-in ServiceNow simulator"),
        ),
        rx.el.div(
            # First, as the user's name arrives a moment later: an element added on its left shifts nothing.
            _links(),
            connection_header(),
            poll_status(),
            bell_button(),
            _theme_toggle(),
            class_name="header-end",
        ),
        class_name="header",
    )


def _links() -> rx.Component:
    has_account = MeState.username != ""
    return rx.el.nav(
        rx.cond(MeState.is_admin, rx.el.a("Operations", href="/operations", class_name="link")),
        rx.cond(MeState.is_admin & has_account, rx.el.a("Accounts", href="/accounts", class_name="link")),
        rx.el.a(
            rx.cond(has_account, MeState.username, "Settings"),
            href="/settings",
            class_name="link",
            title="Notifications, password and sessions",
        ),
        rx.cond(
            has_account,
            rx.el.button(
                "Log out",
                type="button",
                class_name="button",
                on_click=in_browser("logOut"),
                custom_attrs={"data-testid": "logout"},
            ),
        ),
        class_name="account",
        custom_attrs={"aria-label": "Dashboard and account"},
    )


def _theme_toggle() -> rx.Component:
    return rx.el.button(
        rx.color_mode_cond(rx.icon("moon", size=16), rx.icon("sun", size=16)),
        type="button",
        class_name="button icon-button",
        on_click=rx.toggle_color_mode,
        title="Toggle theme",
        custom_attrs={"data-testid": "theme-toggle", "aria-label": "Toggle theme"},
    )
