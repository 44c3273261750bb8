"""The dashboard at ``/``."""

import reflex as rx

from rca_dashboard.ui.bursts.band import burst_band
from rca_dashboard.ui.kit.blank import blank
from rca_dashboard.ui.kit.live import ADOPTED, CONNECTION, is_filtered, list_address, parameter, searched_number
from rca_dashboard.ui.language.sentences import sent, written
from rca_dashboard.ui.operations.pieces import ImportLine
from rca_dashboard.ui.pushed.everywhere import StatusState
from rca_dashboard.ui.shell.frame import frame
from rca_dashboard.ui.shell.on_screen import status_on_screen
from rca_dashboard.ui.shell.view_name import ViewName
from rca_dashboard.ui.ticket.open_ticket import ListRef
from rca_dashboard.ui.ticket.page import ticket_panel
from rca_dashboard.ui.tickets.export import export_menu
from rca_dashboard.ui.tickets.filters import filters
from rca_dashboard.ui.tickets.live_mode import live_mode
from rca_dashboard.ui.tickets.save_view import save_view
from rca_dashboard.ui.tickets.selection import selection_bar
from rca_dashboard.ui.tickets.since_looked import since_looked
from rca_dashboard.ui.tickets.table import ticket_table
from rca_dashboard.ui.tickets.tiles import tiles
from rca_dashboard.ui.tickets.toolbar import mark_all_read_button, new_tickets_bar, pager, refresh_button, sort_menu
from rca_dashboard.ui.tickets.view_menu import view_menu


def dashboard() -> rx.Component:
    """Show the figures and the list."""
    return frame(
        tiles(),
        burst_band(),
        rx.el.section(
            filters(),
            _sla_refusal(),
            _list_line(),
            rx.el.div(ticket_table(), _instead_of_rows(), class_name="sheet"),
            pager(),
            class_name="list-pane",
            custom_attrs={"aria-label": "Ticket list"},
        ),
        selection_bar(),
        ticket_panel(),
        title=ViewName.create(),
    )


def _sla_refusal() -> rx.Component:
    """Say why there are no service levels, where someone filters or sorts by them."""
    sorts = (parameter("sort") == "due_at") | (parameter("sort") == "-due_at")
    asks = sorts | (parameter("due_before") != "") | (parameter("breached") != "")
    return rx.cond(
        asks & (StatusState.status.poll.sla_refusal != ""),
        rx.el.p(
            "Service levels are not shown: ",
            sent(StatusState.status.poll.sla_refusal),
            role="note",
            class_name="since-looked",
            custom_attrs={"data-testid": "sla-refusal"},
        ),
    )


def _list_line() -> rx.Component:
    """One line above the table with a height of its own: what comes and goes in it moves no row."""
    return rx.el.div(
        _how_many(),
        since_looked(),
        rx.cond(StatusState.status.poll.is_importing, ImportLine.create(poll=StatusState.status.poll)),
        new_tickets_bar(),
        rx.el.div(
            live_mode(),
            sort_menu(),
            mark_all_read_button(),
            save_view(),
            view_menu(),
            export_menu(),
            refresh_button(),
            class_name="actions",
        ),
        class_name="list-line",
    )


def _how_many() -> rx.Component:
    total = status_on_screen().counts.total
    return rx.el.span(
        written(ADOPTED.total),
        rx.cond(ADOPTED.has_more, " or more", ""),
        " of ",
        rx.el.span(written(total), custom_attrs={"data-testid": "kpi-total", "data-value": total}),
        " tickets",
        class_name="quiet figures",
    )


def _instead_of_rows() -> rx.Component:
    return rx.cond(
        ADOPTED.is_loaded,
        rx.cond(ADOPTED.rows == 0, _empty()),
        rx.cond(CONNECTION.status == "offline", _offline(), _skeletons()),
    )


def _skeletons() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="skeleton") for _ in range(12)),
        class_name="skeletons",
        custom_attrs={"aria-hidden": "true"},
    )


def _offline() -> rx.Component:
    return blank(
        "wifi-off",
        "The dashboard cannot be reached",
        "Check your network. The list loads as soon as the connection is back.",
        testid="offline-state",
    )


def _nothing_found() -> rx.Component:
    """Promise no deleted ticket: lists leave it out, and only its page still has it."""
    number = searched_number()
    return rx.cond(
        number != "",
        blank(
            "search-x",
            "No tickets match these filters",
            "Deleted tickets are in no list; what was known of them stays on their pages.",
            ListRef.create(f"Open {number}", href=f"/tickets/{number}", class_name="button"),
        ),
        blank(
            "search-x",
            "No tickets match these filters",
            "New matches appear automatically; deleted tickets are in no list.",
        ),
    )


def _empty() -> rx.Component:
    return rx.cond(
        StatusState.status.poll.is_importing,
        blank("download", "The first import is running", "Tickets appear here as they are imported."),
        rx.cond(
            ADOPTED.page > 1,
            blank(
                "file-question",
                "That page doesn't exist",
                "The list has become shorter.",
                ListRef.create(
                    f"Go to the last page ({ADOPTED.pages}).",
                    href=list_address(page=ADOPTED.pages),
                    class_name="button",
                ),
            ),
            rx.cond(
                is_filtered(),
                _nothing_found(),
                blank("inbox", "No tickets yet", "New tickets appear automatically."),
            ),
        ),
    )
