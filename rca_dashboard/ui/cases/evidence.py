"""The evidence for and against a hypothesis."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.hypotheses import HypothesisEdits
from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.cases.pieces import CASE, MAY_EDIT, CaseForm, adding, hidden, select, submit, text
from rca_dashboard.ui.kit.live import Moment

_STANCES = (("for", "Supports it"), ("against", "Contradicts it"))


def evidence(piece: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Show a piece of evidence, and what was seen then."""
    return rx.el.li(
        rx.el.span(
            rx.cond(piece.stance == "for", "For", "Against"),
            class_name="stance",
            custom_attrs={"data-stance": piece.stance},
        ),
        rx.el.div(
            rx.el.p(
                rx.cond(
                    piece.number != "",
                    rx.el.a(piece.number, href="/tickets/" + piece.number.to(str), class_name="ref"),
                ),
                " ",
                rx.el.span(piece.text, dir="auto"),
            ),
            rx.cond(
                piece.snapshot != "",
                rx.el.details(
                    rx.el.summary("As it was then", class_name="quiet"),
                    rx.el.p(piece.snapshot, class_name="prose snapshot", dir="auto"),
                ),
            ),
            rx.cond(
                piece.answer != "",
                rx.el.p("Answer: ", piece.answer, " (", piece.answered_by, ")", class_name="quiet", dir="auto"),
                rx.cond((piece.stance == "against") & MAY_EDIT, _answer(piece.id.to_string())),
            ),
            rx.el.p(piece.by, " · ", Moment.create(at=piece.at), class_name="quiet small-print"),
        ),
        class_name="evidence",
        custom_attrs={"data-testid": "evidence", "data-stance": piece.stance},
    )


def _answer(number: Any) -> rx.Component:  # noqa: ANN401 - the same
    return adding(
        "Answer it",
        CaseForm.create(
            hidden("evidence", number),
            text("answer", "Why it does not refute the hypothesis"),
            submit("Save answer"),
            name=CASE.number + ":answer-" + number,
            answer=CaseEdits.answer,
            on_save=HypothesisEdits.answer_evidence,
            class_name="case-form",
        ),
        testid="answer-evidence",
    )


def new_evidence(number: Any) -> rx.Component:  # noqa: ANN401 - a Var
    """Return the form for a piece of evidence."""
    return CaseForm.create(
        hidden("hypothesis", number),
        select("stance", "It", _STANCES),
        text("text", "What was seen"),
        text("number", "Ticket or change", placeholder="INC0010019", is_required=False, kind="search"),
        submit("Add evidence", "evidence-save"),
        name=CASE.number + ":evidence-" + number,
        answer=CaseEdits.answer,
        on_save=HypothesisEdits.add_evidence,
        class_name="case-form",
    )
