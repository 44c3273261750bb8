"""A new case at ``/cases/new``, from selected tickets, a ticket, a cluster or a burst."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.cases.pieces import MAY_EDIT, CaseForm, field, hidden, similar_case
from rca_dashboard.ui.cases.start.state import NewCaseState
from rca_dashboard.ui.kit.blank import blank
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.shell.frame import frame

PROPOSAL: Any = NewCaseState.proposal


def new_case() -> rx.Component:
    """Show the form of a new case, filled with what its beginning says."""
    return frame(
        rx.cond(
            MAY_EDIT,
            rx.cond(NewCaseState.is_loaded, _form()),
            blank("lock", "Agents start cases", "Your role may read them."),
        ),
        title="New case",
    )


def _form() -> rx.Component:
    return rx.el.div(
        CaseForm.create(
            field(
                "Title",
                rx.el.input(
                    name="title",
                    default_value=PROPOSAL.title,
                    required=True,
                    max_length=200,
                    auto_complete="off",
                    auto_focus=True,
                    class_name="input",
                    custom_attrs={"data-testid": "new-case-title"},
                ),
                is_wide=True,
            ),
            field(
                "Statement",
                rx.el.textarea(
                    name="statement",
                    default_value=PROPOSAL.statement,
                    rows=6,
                    placeholder="What is wrong with what, since when, and for whom?",
                    class_name="input case-input",
                    custom_attrs={"data-testid": "new-case-statement"},
                ),
                is_wide=True,
            ),
            hidden("origin", PROPOSAL.origin),
            _tickets(),
            rx.el.button(
                "Start case",
                type="submit",
                class_name="button button-main",
                custom_attrs={"data-testid": "new-case-save"},
            ),
            name="new-case:" + PROPOSAL.origin,
            answer=CaseEdits.answer,
            on_save=NewCaseState.create,
            class_name="case-form new-case-form",
            key=PROPOSAL.origin,
        ),
        rx.cond(PROPOSAL.known.length() > 0, _known()),
        rx.cond(PROPOSAL.similar.length() > 0, _similar()),
        class_name="case-start",
    )


def _tickets() -> rx.Component:
    return rx.el.div(
        rx.el.p(sent(PROPOSAL.about), class_name="quiet", custom_attrs={"data-testid": "new-case-about"}),
        rx.el.ul(
            rx.foreach(
                PROPOSAL.tickets,
                lambda ticket: rx.el.li(
                    rx.el.span(ticket.number, class_name="ref"),
                    rx.el.span(ticket.text, dir="auto", class_name="ref-text", title=ticket.text),
                    class_name="ref-line",
                ),
            ),
            class_name="refs",
        ),
        class_name="field-wide",
    )


def _known() -> rx.Component:
    """Offer cases that have these tickets already."""
    return rx.el.section(
        rx.el.h2("Some of these tickets are in a case already"),
        rx.el.ul(rx.foreach(PROPOSAL.known, _one), class_name="refs"),
        class_name="case-section",
        custom_attrs={"aria-label": "Cases with these tickets", "data-testid": "known-cases"},
    )


def _similar() -> rx.Component:
    """Offer closed cases about the same, and causes that were ruled out there."""
    return rx.el.section(
        rx.el.h2("Closed cases like this"),
        rx.el.ul(rx.foreach(PROPOSAL.similar, similar_case), class_name="similar-cases"),
        class_name="case-section",
        custom_attrs={"aria-label": "Closed cases like this", "data-testid": "similar-cases"},
    )


def _one(one: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        rx.el.a(one.number, href="/cases/" + one.number.to(str), class_name="ref"),
        rx.el.span(one.title, dir="auto", class_name="ref-text"),
        class_name="ref-line",
    )
