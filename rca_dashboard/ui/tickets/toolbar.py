"""Above and below the list: held tickets, refresh, paging."""

import reflex as rx

from rca_dashboard.domain.views.view import PAGE_SIZES
from rca_dashboard.ui.kit.choices import CHOICES
from rca_dashboard.ui.kit.controls import go, menu, page_button
from rca_dashboard.ui.kit.live import ADOPTED, is_filtered, show_waiting
from rca_dashboard.ui.language.sentences import written
from rca_dashboard.ui.pushed.ticket_list import TicketListState
from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState
from rca_dashboard.ui.tickets.columns import orders


def new_tickets_bar() -> rx.Component:
    """Show how many tickets are held back; clicking shows them."""
    waits = (ADOPTED.waiting > 0) | ADOPTED.moved
    news = rx.match(
        ADOPTED.waiting,
        (0, "Show the updated list"),
        (1, "Show 1 new ticket"),
        f"Show {ADOPTED.waiting} new tickets",
    ).to(str)  # pyright: ignore[reportAttributeAccessIssue] - of texts it is a Var
    text = rx.cond(CHOICES.live_mode == "paused", "Paused. " + news, news)
    return rx.el.div(
        rx.cond(
            waits,
            rx.el.button(
                text,
                type="button",
                class_name="bar",
                # New tickets are on the first page.
                on_click=rx.cond(ADOPTED.page > 1, go(), show_waiting()),
                custom_attrs={"data-testid": "new-tickets-bar", "data-count": ADOPTED.waiting},
            ),
        ),
        class_name="bar-place",
    )


def refresh_button() -> rx.Component:
    """Poll ServiceNow now, and show all tickets."""
    return rx.el.button(
        rx.icon("refresh-cw", size=16, aria_hidden="true"),
        rx.el.span("Refresh", class_name="visually-hidden"),
        type="button",
        class_name="button icon-button",
        title="Refresh (r)",
        on_click=[show_waiting(), TicketListState.refresh],
        custom_attrs={"data-testid": "refresh-button"},
    )


def mark_all_read_button() -> rx.Component:
    """Mark every ticket so far as read."""
    return rx.el.button(
        rx.icon("check-check", size=16, aria_hidden="true"),
        rx.el.span("Mark all as read", class_name="visually-hidden"),
        type="button",
        class_name="button icon-button",
        title=rx.cond(
            is_filtered(),
            f"Mark the unread tickets of this view ({ADOPTED.total}) as read",
            "Mark all tickets as read",
        ),
        on_click=TicketMarksState.mark_all_read,
        custom_attrs={"data-testid": "mark-all-read"},
    )


def sort_menu() -> rx.Component:
    """Show the orders where the list consists of cards, which have no headings to click."""
    return rx.el.div(
        rx.icon("arrow-up-down", size=16, aria_hidden="true"),
        menu("Sort", "sort-menu", "sort", orders(), ADOPTED.sort),
        class_name="only-narrow",
    )


def pager() -> rx.Component:
    """Show where in the list the page is, and lead to the others."""
    return rx.el.nav(
        rx.el.span(
            rx.cond(ADOPTED.total > 0, f"{ADOPTED.first} to {ADOPTED.last} of {ADOPTED.total}", "No tickets"),
            rx.cond(ADOPTED.has_more, " or more", ""),
            class_name="quiet figures",
        ),
        menu(
            "Rows per page",
            "page-size",
            "limit",
            [(str(size), str(size)) for size in PAGE_SIZES],
            ADOPTED.limit.to_string(),
        ),
        page_button("Previous", "page-prev", to_page=_previous_page(), is_off=ADOPTED.page <= 1),
        rx.el.span(
            rx.el.span("Page ", class_name="quiet"),
            rx.el.span(ADOPTED.page.to_string(), custom_attrs={"data-testid": "page-number"}),
            rx.el.span(" of ", written(ADOPTED.pages), class_name="quiet"),
            class_name="figures",
        ),
        page_button("Next", "page-next", to_page=ADOPTED.page + 1, is_off=ADOPTED.page >= ADOPTED.pages),
        class_name="pager",
        custom_attrs={"aria-label": "Pages"},
    )


def _previous_page() -> rx.Var[int]:
    """The page before this one; from beyond the end of the list, its last."""
    return rx.cond(ADOPTED.page > ADOPTED.pages, ADOPTED.pages, ADOPTED.page - 1).to(int)
