"""The handover page."""

from typing import Any

import reflex as rx

from rca_dashboard.domain.tickets.handover import Handover
from rca_dashboard.ui.handover.state import HandoverState
from rca_dashboard.ui.kit.badges import priority_badge
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent, written
from rca_dashboard.ui.shell.frame import frame
from rca_dashboard.ui.ticket.open_ticket import ListRef

_SPANS = (4, 8, 12, 24)


class CopyHandover(rx.Component):
    """A button that copies the handover as text or as Markdown, with times in the reader's zone."""

    library = "$/public/live/handover/copy_handover.js"
    tag = "CopyHandover"

    handover: rx.Var[Handover]
    format: rx.Var[str]


class SinceField(rx.Component):
    """A field for a time in the reader's zone, from which on the handover is wanted."""

    library = "$/public/live/handover/copy_handover.js"
    tag = "SinceField"

    since: rx.Var[int]


def handover() -> rx.Component:
    """Show what happened since a time."""
    shown = HandoverState.handover
    return frame(
        rx.el.div(
            rx.el.div(_spans(), _copies(), class_name="handover-head"),
            rx.el.p(
                "From ",
                Moment.create(at=shown.since),
                " to ",
                Moment.create(at=shown.until),
                rx.cond(
                    shown.known_since.to(int) > 0,
                    rx.fragment(". Changes are known only since ", Moment.create(at=shown.known_since), "."),
                ),
                class_name="quiet figures",
            ),
            rx.foreach(shown.sections, _section),
            class_name="handover",
            custom_attrs={"data-testid": "handover", "aria-busy": rx.cond(shown.until == 0, "true", "false")},
        ),
        title="Handover",
    )


def _spans() -> rx.Component:
    return rx.el.div(
        *(ListRef.create(f"Last {hours} h", href=f"/handover?hours={hours}", class_name="button") for hours in _SPANS),
        SinceField.create(since=HandoverState.handover.since),
        class_name="handover-spans",
    )


def _copies() -> rx.Component:
    return rx.el.div(
        *(
            CopyHandover.create(
                label,
                handover=HandoverState.handover,
                format=name,
                class_name="button",
                custom_attrs={"data-testid": f"handover-copy-{name}"},
            )
            for name, label in (("text", "Copy as text"), ("markdown", "Copy as Markdown"))
        ),
        class_name="handover-spans",
    )


def _section(section: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.section(
        rx.el.h2(sent(section.title), rx.el.span(written(section.total), class_name="quiet figures")),
        rx.cond(
            section.total > 0,
            rx.el.ul(rx.foreach(section.tickets, _ticket), class_name="handover-tickets"),
            rx.el.p("None.", class_name="quiet"),
        ),
        rx.cond(
            section.total > section.tickets.length(),
            rx.el.p(f"The last {section.tickets.length()} of {section.total} are shown.", class_name="quiet figures"),
        ),
        class_name="handover-section",
        custom_attrs={"data-section": section.name, "data-count": section.total, "aria-label": sent(section.title)},
    )


def _ticket(ticket: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        ListRef.create(ticket.number, href="/tickets/" + ticket.number.to(str), class_name="ref"),
        rx.el.span(priority_badge(ticket.priority), class_name="handover-priority"),
        rx.el.span(ticket.short_description, dir="auto", class_name="handover-text"),
        # "Resolved" is said once.
        rx.el.span(
            rx.cond(ticket.note != ticket.status, sent(ticket.note), ""), dir="auto", class_name="quiet handover-note"
        ),
        rx.el.span(
            rx.cond(ticket.assigned_to != "", ticket.assigned_to, "Unassigned"),
            " · ",
            ticket.status,
            class_name="quiet handover-note",
        ),
        key=ticket.number,
        class_name="handover-ticket",
        custom_attrs={"data-number": ticket.number},
    )
