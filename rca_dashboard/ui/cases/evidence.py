"""The evidence for and against a hypothesis."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.hypotheses import HypothesisEdits
from rca_dashboard.ui.cases.edits.parts import PartEdits
from rca_dashboard.ui.cases.pieces import (
    MAY_EDIT,
    adding,
    case_form,
    hidden,
    part_text,
    removing,
    select,
    submit,
    text,
)
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
            ),
            part_text("evidence", "text", piece, "Evidence"),
            rx.cond(
                piece.snapshot != "",
                rx.el.details(
                    rx.el.summary("As it was then", class_name="quiet"),
                    rx.el.p(piece.snapshot, class_name="prose snapshot", dir="auto"),
                ),
            ),
            rx.cond(
                piece.answer != "",
                rx.el.div(
                    rx.el.p("Answer of ", piece.answered_by, ":", class_name="quiet"),
                    part_text("evidence", "answer", piece, "Answer"),
                ),
                rx.cond((piece.stance == "against") & MAY_EDIT, _answer(piece.id.to_string())),
            ),
            rx.el.p(piece.by, " · ", Moment.create(at=piece.at), class_name="quiet small-print"),
            removing(
                "Remove the evidence",
                "The timeline keeps that it was here.",
                PartEdits.remove_part("evidence", piece.id),
                "remove-evidence",
            ),
        ),
        class_name="evidence",
        custom_attrs={"data-testid": "evidence", "data-stance": piece.stance},
    )


def _answer(number: Any) -> rx.Component:  # noqa: ANN401 - the same
    return adding(
        "Answer it",
        case_form(
            "answer-" + number,
            hidden("evidence", number),
            text("answer", "Why it does not refute the hypothesis"),
            submit("Save answer"),
            on_save=HypothesisEdits.answer_evidence,
        ),
        testid="answer-evidence",
    )


def new_evidence(number: Any) -> rx.Component:  # noqa: ANN401 - a Var
    """Return the form for a piece of evidence."""
    return case_form(
        "evidence-" + number,
        hidden("hypothesis", number),
        select("stance", "It", _STANCES),
        text("text", "What was seen"),
        text("number", "Ticket or change", placeholder="INC0010019", is_required=False, kind="search"),
        submit("Add evidence", "evidence-save"),
        on_save=HypothesisEdits.add_evidence,
    )
