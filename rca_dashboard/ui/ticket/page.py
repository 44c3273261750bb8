"""A ticket's page at ``/tickets/[number]``, and the panel beside the list."""

import reflex as rx

from rca_dashboard.ui.kit.live import Due, Moment
from rca_dashboard.ui.pushed.ticket import TicketState
from rca_dashboard.ui.shell.frame import frame
from rca_dashboard.ui.similar.section import similar_tickets
from rca_dashboard.ui.ticket.fields import all_fields, long_text
from rca_dashboard.ui.ticket.head import actions, page_head, panel_head
from rca_dashboard.ui.ticket.open_ticket import (
    TICKET,
    Activity,
    Avatar,
    ListRef,
    TicketFeed,
    TicketPanel,
    encoded,
)
from rca_dashboard.ui.ticket.related import relations, same_number
from rca_dashboard.ui.ticket.state import OlderActivityState


def ticket_page() -> rx.Component:
    """Show one ticket."""
    return frame(
        rx.el.article(page_head(), _body("h2"), class_name="ticket-page"),
        _feed(),
        title="Ticket",
        heading=False,
    )


def ticket_panel() -> rx.Component:
    """Show the ticket that the list's address asks for, beside the list."""
    return rx.fragment(TicketPanel.create(panel_head(), _body("h3")), _feed())


def _feed() -> rx.Component:
    return TicketFeed.create(
        ticket=TicketState.ticket,
        pulse=TicketState.pulse,
        older=OlderActivityState.older,
        on_behind=TicketState.resync,
        on_opened=TicketState.mark_opened,
    )


def _body(heading: str) -> rx.Component:
    return rx.cond(TICKET.is_loaded, rx.cond(TICKET.is_known, _ticket(heading), _unknown()), _preview(heading))


def _ticket(heading: str) -> rx.Component:
    """Show the conversation, and after it, or on a wide page beside it, what belongs to the ticket."""
    return rx.el.div(
        rx.el.div(
            _title(heading),
            _notes(),
            _facts(),
            actions(),
            long_text("Description", "description", TICKET.description, heading),
            long_text("Close notes", "close_notes", TICKET.close_notes, heading),
            Activity.create(heading=heading, on_older=OlderActivityState.show),
            class_name="ticket-column conversation",
        ),
        rx.el.div(relations(), similar_tickets(TICKET.sys_id), all_fields(), class_name="ticket-column"),
        class_name="ticket-columns",
        custom_attrs={"data-testid": "ticket-detail", "data-number": TICKET.number},
    )


def _title(heading: str) -> rx.Component:
    element = rx.el.h2 if heading == "h2" else rx.el.h3
    return element(
        rx.cond(TICKET.short_description != "", TICKET.short_description, "(no short description)"),
        dir="auto",
        class_name="ticket-title",
        custom_attrs={"data-changed": TICKET.changed.contains("short_description")},
    )


def _notes() -> rx.Component:
    return rx.fragment(
        rx.cond(
            TICKET.is_deleted,
            rx.el.p(
                "This ticket was deleted in ServiceNow. Its last known details are kept here.",
                class_name="note",
                custom_attrs={"data-testid": "ticket-deleted"},
            ),
        ),
        same_number(),
    )


def _facts() -> rx.Component:
    """Show whose the ticket is, and what it is about."""
    return rx.el.dl(
        _fact(
            "Assignee",
            rx.cond(
                TICKET.assigned_to != "",
                rx.fragment(Avatar.create(name=TICKET.assigned_to), rx.el.span(TICKET.assigned_to)),
                rx.el.span("Unassigned", class_name="quiet"),
            ),
        ),
        _fact("Group", rx.cond(TICKET.assignment_group != "", TICKET.assignment_group, "-")),
        rx.cond(
            TICKET.sla != "",
            _fact(
                "Due",
                rx.fragment(
                    Due.create(at=TICKET.due_at, sla=TICKET.sla, is_active=TICKET.is_active),
                    rx.cond(TICKET.sla_name != "", rx.el.span("· ", TICKET.sla_name, class_name="quiet")),
                ),
            ),
        ),
        rx.cond(TICKET.requester != "", _fact("Requester", rx.el.span(TICKET.requester))),
        rx.cond(TICKET.cmdb_ci != "", _fact("Item", rx.el.span(TICKET.cmdb_ci))),
        rx.cond(TICKET.opened_at > 0, _fact("Opened", Moment.create(at=TICKET.opened_at))),
        class_name="ticket-facts",
    )


def _fact(label: str, value: rx.Component | rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value), class_name="fact", custom_attrs={"data-fact": label.lower()})


def _unknown() -> rx.Component:
    return rx.el.div(
        rx.el.p("Ticket not found. It opens here if it arrives; one that was deleted in ServiceNow does not."),
        rx.el.p(ListRef.create("Search tickets", href=f"/?query={encoded(TICKET.asked)}", class_name="button")),
        class_name="empty",
        custom_attrs={"data-testid": "ticket-unknown"},
    )


def _preview(heading: str) -> rx.Component:
    """Show what the ticket's row in the list knows already, while the rest is on its way."""
    return rx.el.div(
        rx.cond(TICKET.short_description != "", rx.fragment(_title(heading), _facts())),
        rx.el.div(
            *(rx.el.div(class_name="skeleton") for _ in range(6)),
            class_name="skeletons",
            custom_attrs={"aria-hidden": "true"},
        ),
        class_name="ticket-column conversation preview",
    )
