"""The records related to a ticket, each as a link."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.badges import priority_badge
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.ticket.open_ticket import TICKET, ListRef, TicketRef


def relations() -> rx.Component:
    """Show the problem, the change, the parent, the children, and those that share a problem or an item."""
    return rx.cond(
        TICKET.related.length() > 0,
        rx.el.section(
            rx.el.h3("Related"),
            rx.foreach(TICKET.related, _relation),
            class_name="related",
            custom_attrs={"data-testid": "ticket-related", "aria-label": "Related"},
        ),
    )


def same_number() -> rx.Component:
    """Show that other records have the same number, and link to them."""
    return rx.cond(
        TICKET.same_number.length() > 0,
        rx.el.div(
            rx.el.p("Other records share this number:"),
            rx.el.ul(rx.foreach(TICKET.same_number, lambda ticket: _ticket(ticket, ticket.sys_id)), class_name="refs"),
            class_name="note",
            custom_attrs={"data-testid": "ticket-same-number"},
        ),
    )


def _relation(group: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.div(
        rx.el.h4(
            sent(group.title),
            rx.cond(
                group.total > group.tickets.length(),
                rx.cond(
                    group.query != "",
                    ListRef.create(f"View all {group.total}", href="/?" + group.query.to(str), class_name="link"),
                    rx.el.span(
                        f"{group.tickets.length()} of {group.total}",
                        class_name="quiet figures",
                    ),
                ),
            ),
        ),
        rx.el.ul(rx.foreach(group.tickets, lambda ticket: _ticket(ticket, ticket.name)), class_name="refs"),
        class_name="relation",
    )


def _ticket(ticket: Any, asked: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        rx.cond(
            ticket.is_kept,
            TicketRef.create(ticket.name, ticket=asked, class_name="ref"),
            rx.el.span(ticket.name, class_name="ref", title="This record is not synced to this dashboard"),
        ),
        rx.el.span(ticket.short_description, dir="auto", class_name="ref-text", title=ticket.short_description),
        rx.cond(
            ticket.is_kept,
            rx.el.span(priority_badge(ticket.priority), class_name="ref-priority"),
        ),
        rx.el.span(ticket.status, class_name="ref-status"),
        class_name="ref-line",
        custom_attrs={"data-active": ticket.is_active, "data-testid": "related-ticket"},
    )
