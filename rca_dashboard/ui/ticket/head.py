"""The head of an open ticket: its number, its state, and what can be done with it."""

from collections.abc import Callable

import reflex as rx

from rca_dashboard.ui.kit.badges import case_badge, priority_badge
from rca_dashboard.ui.pushed.everywhere import StatusState
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.ticket import TicketState
from rca_dashboard.ui.ticket.open_ticket import (
    TICKET,
    BackToList,
    CopyLink,
    CopyNumber,
    ListRef,
    PanelStep,
    TicketPageLink,
    close_panel,
)

Heading = Callable[..., rx.Component]


def panel_head() -> rx.Component:
    """Show the number and the state, and lead to the rows around it, to the ticket's page and back to the list."""
    return rx.el.div(
        _number(rx.el.h2),
        _state(),
        rx.el.div(
            _step("previous", -1, "chevron-up", "Previous ticket (k)"),
            _step("next", 1, "chevron-down", "Next ticket (j)"),
            TicketPageLink.create(
                rx.icon("maximize-2", size=14, aria_hidden="true"),
                ticket=TICKET.asked,
                class_name="icon-link",
                title="Open as page",
                custom_attrs={"data-testid": "panel-open-page", "aria-label": "Open as page"},
            ),
            rx.el.button(
                rx.icon("x", size=16, aria_hidden="true"),
                type="button",
                class_name="icon-link",
                title="Close (Esc)",
                on_click=close_panel(),
                custom_attrs={
                    "data-testid": "ticket-close",
                    "data-closes": "escape",
                    "aria-label": "Close the ticket",
                },
            ),
            class_name="panel-steps",
        ),
        class_name="ticket-head",
    )


def page_head() -> rx.Component:
    """Show the way back to the list, the number and the state."""
    return rx.el.div(
        BackToList.create(
            rx.icon("arrow-left", size=14, aria_hidden="true"),
            class_name="back-to-list",
            custom_attrs={"data-testid": "ticket-back"},
        ),
        _number(rx.el.h1),
        _state(),
        class_name="ticket-head",
    )


def _step(name: str, step: int, icon: str, title: str) -> rx.Component:
    return PanelStep.create(
        rx.icon(icon, size=16, aria_hidden="true"),
        step=step,
        class_name="icon-link",
        title=title,
        custom_attrs={"data-testid": f"panel-{name}", "aria-label": title.partition(" (")[0]},
    )


def _number(heading: Heading) -> rx.Component:
    return heading(
        CopyNumber.create(ticket=rx.cond(TICKET.number != "", TICKET.number, TICKET.asked)),
        class_name="ticket-number",
        custom_attrs={"data-testid": "ticket-number"},
    )


def _state() -> rx.Component:
    """Also while the ticket itself is on its way: its row in the list has them."""
    return rx.cond(
        TICKET.status != "",
        rx.el.div(
            rx.el.span(
                rx.el.span(class_name="status-dot", custom_attrs={"aria-hidden": "true"}),
                TICKET.status,
                class_name="ticket-status",
                custom_attrs={
                    "data-testid": "ticket-status",
                    "data-active": TICKET.is_active,
                    "data-changed": TICKET.changed.contains("status"),
                },
            ),
            rx.el.span(
                priority_badge(TICKET.priority),
                custom_attrs={
                    "data-testid": "ticket-priority",
                    "data-changed": TICKET.changed.contains("priority"),
                },
            ),
            case_badge(TICKET.case),
            class_name="ticket-state",
            custom_attrs={"data-active": TICKET.is_active},
        ),
    )


def actions() -> rx.Component:
    """Watch the ticket, start a case from it, copy its link, open it in ServiceNow."""
    return rx.el.div(
        rx.el.button(
            rx.icon("eye", size=14, aria_hidden="true"),
            rx.cond(TICKET.is_watched, "Watching", "Watch"),
            type="button",
            class_name="quiet-button",
            title="Notify me about every change to this ticket",
            on_click=TicketState.watch(~TICKET.is_watched),
            custom_attrs={"data-testid": "ticket-watch", "aria-pressed": TICKET.is_watched},
        ),
        rx.cond(
            MeState.may_edit,
            ListRef.create(
                rx.icon("search-check", size=14, aria_hidden="true"),
                "Start a case",
                href="/cases/new?tickets=" + TICKET.sys_id,
                class_name="quiet-button",
                custom_attrs={"data-testid": "ticket-start-case"},
            ),
        ),
        CopyLink.create(
            ticket=TICKET.number, class_name="quiet-button", custom_attrs={"data-testid": "ticket-copy-link"}
        ),
        rx.cond(TICKET.url != "", rx.cond(StatusState.status.is_demo, _no_servicenow(), _servicenow())),
        class_name="ticket-actions",
    )


def _servicenow() -> rx.Component:
    return rx.el.a(
        rx.icon("external-link", size=14, aria_hidden="true"),
        "Open in ServiceNow",
        href=TICKET.url,
        target="_blank",
        rel="noopener",
        class_name="quiet-button",
        custom_attrs={"data-testid": "ticket-open-servicenow"},
    )


def _no_servicenow() -> rx.Component:
    """Say what the link does elsewhere: the demo's ServiceNow is a program without pages of its own."""
    return rx.el.details(
        rx.el.summary(
            rx.icon("external-link", size=14, aria_hidden="true"), "Open in ServiceNow", class_name="quiet-button"
        ),
        rx.el.div(
            rx.el.p(
                "This is demo data: its built-in ServiceNow has no pages. With the URL of your instance in "
                "SERVICENOW_URL, this opens the record there."
            ),
            class_name="popover-body",
        ),
        class_name="popover",
        custom_attrs={"data-testid": "ticket-no-servicenow"},
    )
