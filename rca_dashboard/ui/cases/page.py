"""One case at ``/cases/[number]``."""

import reflex as rx

from rca_dashboard.ui.cases.actions import actions
from rca_dashboard.ui.cases.assistant.section import assistant
from rca_dashboard.ui.cases.beside import case_tickets, facts, report_links, similar_cases
from rca_dashboard.ui.cases.edits.tickets import CaseTicketEdits
from rca_dashboard.ui.cases.findings import CaseFindings
from rca_dashboard.ui.cases.head import case_head
from rca_dashboard.ui.cases.hypotheses import hypotheses
from rca_dashboard.ui.cases.pieces import (
    CASE,
    CaseTimeline,
    adding,
    case_form,
    section,
    submit,
    text,
)
from rca_dashboard.ui.cases.problem import is_is_not, statement
from rca_dashboard.ui.cases.suspects import suspects
from rca_dashboard.ui.cases.verdict import review, verdict
from rca_dashboard.ui.kit.blank import blank
from rca_dashboard.ui.notifications.page import OnChange
from rca_dashboard.ui.shell.frame import frame


def case() -> rx.Component:
    """Show one case."""
    return frame(
        OnChange.create(value=CASE.rev, on_change=CaseFindings.load),
        rx.cond(CASE.is_known, _case(), rx.cond(CASE.rev >= 0, _unknown(), _waiting())),
        title="Case",
        heading=False,
    )


def _case() -> rx.Component:
    return rx.el.article(
        case_head(),
        rx.el.div(
            rx.el.div(
                statement(),
                _timeline(),
                hypotheses(),
                suspects(),
                is_is_not(),
                verdict(),
                review(),
                class_name="case-main",
            ),
            rx.el.div(
                facts(),
                report_links(),
                actions(),
                assistant(),
                case_tickets(),
                similar_cases(),
                class_name="case-beside",
            ),
            class_name="case-columns",
        ),
        class_name="case-page",
        custom_attrs={"data-testid": "case", "data-number": CASE.number, "data-stage": CASE.stage},
    )


def _timeline() -> rx.Component:
    return section(
        "Timeline",
        CaseTimeline.create(events=CASE.events),
        adding(
            "Write a note",
            case_form(
                "note",
                text("text", "Note or decision"),
                submit("Add note", "note-save"),
                on_save=CaseTicketEdits.add_note,
            ),
            testid="add-note",
        ),
    )


def _unknown() -> rx.Component:
    return blank(
        "file-question",
        "There is no such case",
        "It may be about tickets that you may not see.",
        rx.el.a("All cases", href="/cases", class_name="button"),
        testid="case-unknown",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="skeleton") for _ in range(6)),
        class_name="skeletons",
        custom_attrs={"aria-hidden": "true"},
    )
