"""The frame around every page: navigation, header, foot, live regions, and the connection to the app."""

import reflex as rx

from rca_dashboard.ui.kit.keys import keys
from rca_dashboard.ui.kit.live import CONNECTION, LiveLink
from rca_dashboard.ui.pushed.everywhere import ChangedRowsState, NoticeState, ProbeState, PulseState, StatusState
from rca_dashboard.ui.pushed.preferences import PreferencesState
from rca_dashboard.ui.pushed.ticket_list import TicketListState
from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState
from rca_dashboard.ui.shell.connection import AwayNote, connection_corner
from rca_dashboard.ui.shell.header import header
from rca_dashboard.ui.shell.navigation import navigation
from rca_dashboard.ui.shell.palette import command_palette
from rca_dashboard.ui.shell.polling import outage
from rca_dashboard.ui.shell.undo import undo_line


def frame(*content: rx.Component, title: str | rx.Component = "RCA Dashboard", heading: bool = True) -> rx.Component:
    """Wrap a page's content in the frame.

    Args:
        content: What the page shows.
        title: Its name in the header.
        heading: Whether that is the page's first heading; False for a page with one of its own.
    """
    return rx.el.div(
        rx.el.a("Skip to content", href="#content", class_name="skip"),
        navigation(),
        header(title, rx.el.h1 if heading else rx.el.p),
        rx.el.main(*content, id="content", class_name="content", tab_index=-1),
        rx.el.footer(
            AwayNote.create(), outage(), rx.el.div(connection_corner(), class_name="foot-line"), class_name="foot"
        ),
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
        undo_line(),
        keys(),
        command_palette(),
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
        class_name="shell",
    )
