"""A ticket's page at ``/tickets/[number]``, and the panel beside the list."""

from collections.abc import Callable

import reflex as rx

from rca_dashboard.ui.kit.badges import priority_badge
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.pushed.ticket import TicketState
from rca_dashboard.ui.shell.frame import frame
from rca_dashboard.ui.ticket.fields import field_groups, long_text, other_fields
from rca_dashboard.ui.ticket.open_ticket import TICKET, CopyLink, ListRef, TicketFeed, TicketPanel, close_panel, encoded
from rca_dashboard.ui.ticket.related import relations, same_number
from rca_dashboard.ui.ticket.state import OlderChangesState
from rca_dashboard.ui.ticket.timeline import timeline


def ticket_page() -> rx.Component:
    """Show one ticket."""
    return frame(
        rx.el.article(_head(rx.el.h1, is_panel=False), _body(rx.el.h2), class_name="ticket-page"),
        _feed(),
        heading=False,
    )


def ticket_panel() -> rx.Component:
    """Show the ticket that the list's address asks for, beside the list."""
    return rx.fragment(TicketPanel.create(_head(rx.el.h2, is_panel=True), _body(rx.el.h3)), _feed())


def _feed() -> rx.Component:
    return TicketFeed.create(
        ticket=TicketState.ticket,
        pulse=TicketState.pulse,
        older=OlderChangesState.older,
        on_behind=TicketState.resync,
        on_opened=TicketState.mark_opened,
    )


def _head(heading: Callable[..., rx.Component], *, is_panel: bool) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            heading(
                rx.cond(TICKET.is_loaded & TICKET.is_known, TICKET.number, TICKET.asked),
                class_name="ticket-number",
                custom_attrs={"data-testid": "ticket-number"},
            ),
            rx.el.div(
                rx.cond(TICKET.is_loaded & TICKET.is_known, _actions()),
                *((_close_button(),) if is_panel else ()),
                class_name="ticket-actions",
            ),
            class_name="ticket-bar",
        ),
        class_name="ticket-head",
    )


def _actions() -> rx.Component:
    return rx.fragment(
        rx.el.button(
            rx.cond(TICKET.is_watched, "Watching", "Watch"),
            type="button",
            class_name="button",
            title="Notify me about every change to this ticket",
            on_click=TicketState.watch(~TICKET.is_watched),
            custom_attrs={"data-testid": "ticket-watch", "aria-pressed": TICKET.is_watched},
        ),
        CopyLink.create(ticket=TICKET.number, class_name="button", custom_attrs={"data-testid": "ticket-copy-link"}),
        rx.cond(
            TICKET.url != "",
            rx.el.a(
                "Open in ServiceNow",
                href=TICKET.url,
                target="_blank",
                rel="noopener",
                class_name="button",
                custom_attrs={"data-testid": "ticket-open-servicenow"},
            ),
        ),
    )


def _close_button() -> rx.Component:
    return rx.el.button(
        rx.icon("x", size=18, aria_hidden="true"),
        type="button",
        class_name="button icon-button",
        title="Close (Esc)",
        on_click=close_panel(),
        custom_attrs={"data-testid": "ticket-close", "data-closes": "escape", "aria-label": "Close the ticket"},
    )


def _body(heading: Callable[..., rx.Component]) -> rx.Component:
    return rx.cond(TICKET.is_loaded, rx.cond(TICKET.is_known, _ticket(heading), _unknown()), _skeleton())


def _ticket(heading: Callable[..., rx.Component]) -> rx.Component:
    return rx.el.div(
        _summary(heading),
        rx.el.div(
            rx.el.div(
                long_text("Description", "description", TICKET.description),
                long_text("Close notes", "close_notes", TICKET.close_notes),
                field_groups(),
                relations(),
                other_fields(),
                class_name="ticket-column",
            ),
            rx.el.div(timeline(), class_name="ticket-column"),
            class_name="ticket-columns",
        ),
        custom_attrs={"data-testid": "ticket-detail", "data-number": TICKET.number},
    )


def _summary(heading: Callable[..., rx.Component]) -> rx.Component:
    return rx.el.div(
        heading(
            rx.cond(TICKET.short_description != "", TICKET.short_description, "(no short description)"),
            dir="auto",
            class_name="ticket-title",
            custom_attrs={"data-changed": TICKET.changed.contains("short_description")},
        ),
        rx.el.div(
            rx.el.span(
                TICKET.status,
                class_name="status-chip",
                custom_attrs={
                    "data-testid": "ticket-status",
                    "data-active": TICKET.is_active,
                    "data-changed": TICKET.changed.contains("status"),
                },
            ),
            rx.el.span(
                priority_badge(TICKET.priority), custom_attrs={"data-changed": TICKET.changed.contains("priority")}
            ),
            rx.cond(
                TICKET.opened_at > 0,
                rx.el.span("Opened ", Moment.create(at=TICKET.opened_at), class_name="quiet figures"),
            ),
            class_name="ticket-state",
        ),
        rx.cond(
            TICKET.is_deleted,
            rx.el.p(
                "This ticket was deleted in ServiceNow. Its last known details are kept here.",
                class_name="note",
                custom_attrs={"data-testid": "ticket-deleted"},
            ),
        ),
        same_number(),
        class_name="ticket-summary",
    )


def _unknown() -> rx.Component:
    return rx.el.div(
        rx.el.p("Ticket not found. It will open here if it arrives."),
        rx.el.p(ListRef.create("Search tickets", href=f"/?query={encoded(TICKET.asked)}", class_name="button")),
        class_name="empty",
        custom_attrs={"data-testid": "ticket-unknown"},
    )


def _skeleton() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="skeleton") for _ in range(10)),
        class_name="skeletons",
        custom_attrs={"aria-hidden": "true"},
    )
