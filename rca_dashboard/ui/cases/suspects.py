"""Changes that preceded the trigger, each with its base rate in words; the first choice is none of these."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.suspects import SuspectEdits
from rca_dashboard.ui.cases.findings import CaseFindings
from rca_dashboard.ui.cases.pieces import (
    CASE,
    MAY_EDIT,
    adding,
    case_form,
    hidden,
    section,
    select,
    state_mark,
    submit,
    text,
)
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent

FOUND: Any = CaseFindings.suspects


def suspects() -> rx.Component:
    """Show what people have said, and what else preceded the trigger."""
    return section(
        "Changes before it",
        rx.cond(CASE.changes.length() > 0, rx.el.ul(rx.foreach(CASE.changes, _judged), class_name="suspects")),
        rx.cond(
            CaseFindings.why_none != "",
            rx.el.p(sent(CaseFindings.why_none), class_name="quiet", custom_attrs={"data-testid": "suspects-note"}),
            rx.cond(CaseFindings.basis != "", rx.el.p(sent(CaseFindings.basis), class_name="quiet")),
        ),
        rx.el.ol(_none_of_these(), rx.foreach(FOUND, _suspect), class_name="suspects"),
        testid="suspects",
    )


def _judged(change: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        state_mark(change.state, sent(change.state_label)),
        rx.el.div(
            rx.el.p(
                rx.cond(
                    change.number != "",
                    rx.el.a(change.number, href="/tickets/" + change.number.to(str), class_name="ref"),
                    "None of these",
                ),
                " ",
                rx.el.span(change.text, dir="auto"),
            ),
            rx.el.p(
                "“", change.reason, "” ", change.by, " · ", Moment.create(at=change.at), class_name="quiet small-print"
            ),
        ),
        class_name="suspect-row",
        custom_attrs={"data-testid": "judged-change", "data-state": change.state, "data-number": change.number},
    )


def _none_of_these() -> rx.Component:
    return rx.el.li(
        rx.el.span("", class_name="rank", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.p(rx.el.strong("None of these")),
            rx.el.p(
                "Most incidents have no change behind them. What comes before is not what causes.", class_name="quiet"
            ),
            _judge("", "Say that it is none of these", (("refuted", "None of these"),)),
        ),
        class_name="suspect-row",
        custom_attrs={"data-testid": "suspect-none"},
    )


def _suspect(one: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.li(
        rx.el.span(one.rank, class_name="rank figures", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.p(
                rx.el.a(one.number, href="/tickets/" + one.number.to(str), class_name="ref"),
                " ",
                rx.el.span(one.text, dir="auto"),
            ),
            rx.el.p(sent(one.distance), class_name="suspect-distance"),
            rx.cond(one.shared != "", rx.el.p("Shared: ", one.shared, class_name="quiet", dir="auto")),
            rx.el.p(sent(one.base_rate), class_name="base-rate", custom_attrs={"data-testid": "suspect-base-rate"}),
            rx.cond(one.placebo != "", rx.el.p(sent(one.placebo), class_name="quiet")),
            _judge(
                one.number,
                "Confirm or refute",
                (("confirmed", "It caused it"), ("refuted", "It did not")),
            ),
        ),
        key=one.number,
        class_name="suspect-row",
        custom_attrs={"data-testid": "suspect", "data-number": one.number, "data-rank": one.rank},
    )


def _judge(number: Any, label: str, choices: tuple[tuple[str, str], ...]) -> rx.Component:  # noqa: ANN401 - a text, or a Var of one
    return rx.cond(
        MAY_EDIT,
        adding(
            label,
            case_form(
                "suspect-" + number,
                hidden("number", number),
                select("state", "Judgement", choices),
                text("reason", "Because"),
                submit("Save", "suspect-save"),
                on_save=SuspectEdits.judge_change,
            ),
            testid="judge-suspect",
        ),
    )
