"""What stands beside a case: owner, tickets, the report, and closed cases that are like it."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.cases.edits.tickets import CaseTicketEdits
from rca_dashboard.ui.cases.findings import CaseFindings
from rca_dashboard.ui.cases.pieces import (
    CASE,
    MAY_EDIT,
    EditableText,
    adding,
    case_form,
    said,
    section,
    select,
    similar_case,
    submit,
    text,
)
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent, written

FIRST_TICKETS = 8
_ROLES = (("affected", "Affected"), ("trigger", "The trigger"), ("recurrence", "A recurrence"))


class ReportLink(rx.Component):
    """A link to the case's report in Markdown or as PDF."""

    library = "$/public/live/cases/report_link.js"
    tag = "ReportLink"

    number: rx.Var[str]
    format: rx.Var[str]


def facts() -> rx.Component:
    """Show whose the case is and how old it is."""
    return rx.el.dl(
        _fact(
            "Owner",
            EditableText.create(
                name=CASE.number + ":owner",
                value=CASE.owner,
                label="Owner",
                by=CASE.changed_by,
                placeholder="No owner",
                is_multiline=False,
                may_edit=MAY_EDIT,
                answer=CaseEdits.answer,
                testid="case-owner",
                on_save=lambda new, base: CaseEdits.save_text("owner", new, base),
            ),
        ),
        rx.cond(
            CASE.owner_has_left,
            _fact("", rx.el.span("This account is disabled. Name another owner.", class_name="overdue")),
        ),
        _fact("Started", rx.fragment(CASE.created_by, " ", Moment.create(at=CASE.created_at))),
        _fact("Last edit", rx.fragment(CASE.changed_by, " ", Moment.create(at=CASE.updated_at))),
        _fact("Version", rx.el.span(CASE.version, class_name="figures", custom_attrs={"data-testid": "case-version"})),
        class_name="ticket-facts",
    )


def _fact(label: str, value: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value), class_name="fact")


def report_links() -> rx.Component:
    """Lead to the report in both forms."""
    return rx.el.div(
        _report("Report (Markdown)", "md"), _report("Report (PDF)", "pdf"), class_name="case-buttons case-reports"
    )


def _report(label: str, kind: str) -> rx.Component:
    return ReportLink.create(
        rx.icon("file-text", size=14, aria_hidden="true"),
        label,
        number=CASE.number,
        format=kind,
        class_name="quiet-button",
        custom_attrs={"data-testid": f"report-{kind}"},
    )


def case_tickets() -> rx.Component:
    """Show the tickets of the case."""
    return section(
        "Tickets",
        rx.el.ul(rx.foreach(CASE.tickets[:FIRST_TICKETS], _ticket), class_name="refs case-tickets"),
        rx.cond(
            CASE.tickets.length() > FIRST_TICKETS,
            rx.el.details(
                rx.el.summary("Show the others"),
                rx.el.ul(rx.foreach(CASE.tickets[FIRST_TICKETS:], _ticket), class_name="refs case-tickets"),
                class_name="case-more",
                custom_attrs={"data-testid": "more-tickets"},
            ),
        ),
        rx.cond(
            CASE.ticket_count > CASE.tickets.length(),
            rx.el.p(
                "The first ",
                written(CASE.tickets.length()),
                " of ",
                written(CASE.ticket_count),
                class_name="quiet",
            ),
        ),
        said("ticket-list"),
        adding(
            "Add tickets",
            case_form(
                "tickets",
                text("numbers", "Numbers", placeholder="INC0010019, INC0010020"),
                select("role", "They are", _ROLES),
                submit("Add tickets", "tickets-save"),
                on_save=CaseTicketEdits.add_tickets,
            ),
            testid="add-tickets",
        ),
        beside=rx.el.span(
            written(CASE.ticket_count), class_name="quiet figures", custom_attrs={"data-testid": "ticket-count"}
        ),
        testid="case-tickets",
    )


def _ticket(ticket: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        rx.cond(
            ticket.is_deleted,
            rx.el.span(ticket.number, class_name="ref"),
            rx.el.a(ticket.number, href="/tickets/" + ticket.number.to(str), class_name="ref"),
        ),
        rx.el.span(ticket.text, dir="auto", class_name="ref-text", title=ticket.text),
        rx.cond(ticket.role_label != "", rx.el.span(sent(ticket.role_label), class_name="case-role")),
        rx.el.span(ticket.status, class_name="ref-status"),
        rx.cond(
            MAY_EDIT,
            rx.el.button(
                rx.icon("x", size=14, aria_hidden="true"),
                rx.el.span("Take out of the case", " ", ticket.number, class_name="visually-hidden"),
                type="button",
                class_name="icon-button",
                on_click=CaseTicketEdits.remove_ticket(ticket.sys_id),
                custom_attrs={"data-testid": "ticket-remove"},
            ),
        ),
        class_name="ref-line",
        custom_attrs={"data-testid": "case-ticket", "data-number": ticket.number, "data-role": ticket.role},
    )


def similar_cases() -> rx.Component:
    """Show closed cases about the same, and causes that were ruled out there."""
    return rx.cond(
        CaseFindings.similar.length() > 0,
        section(
            "Closed cases like this",
            rx.el.ul(rx.foreach(CaseFindings.similar, similar_case), class_name="similar-cases"),
            testid="similar-cases",
        ),
    )
