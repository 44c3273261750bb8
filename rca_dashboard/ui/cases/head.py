"""The head of a case: its number and title, how far it is, and what the next stage needs."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.cases.edits.stages import StageEdits
from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.cases.pieces import CASE, MAY_EDIT, EditableText, said
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.pushed.everywhere import StatusState

_NEEDS_ANOTHER: Any = (CASE.next_stage == "watching") | (CASE.next_stage == "closed")


def case_head() -> rx.Component:
    """Show the number, the title and the way of the case."""
    return rx.el.header(
        rx.el.div(
            rx.el.a(
                rx.icon("arrow-left", size=14, aria_hidden="true"), "Cases", href="/cases", class_name="back-to-list"
            ),
            rx.el.h1(CASE.number, class_name="case-number"),
            class_name="case-line",
        ),
        rx.el.div(
            EditableText.create(
                name=CASE.number + ":title",
                value=CASE.title,
                label="Title",
                by=CASE.changed_by,
                placeholder="Untitled",
                is_multiline=False,
                may_edit=MAY_EDIT,
                answer=CaseEdits.answer,
                testid="case-title",
                on_save=lambda new, base: CaseEdits.save_text("title", new, base),
            ),
            class_name="case-title",
            role="group",
            custom_attrs={"aria-label": "Title"},
        ),
        _way(),
        _gate(),
        class_name="case-head",
    )


def _way() -> rx.Component:
    return rx.el.ol(
        rx.foreach(CASE.stages, _step),
        class_name="case-way",
        aria_label="Stage",
        custom_attrs={"data-testid": "case-stage", "data-stage": CASE.stage},
    )


def _step(step: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    is_here = step.place == "current"
    return rx.el.li(
        rx.el.span(class_name="case-step-mark", custom_attrs={"aria-hidden": "true"}),
        sent(step.label),
        rx.cond(step.place == "done", rx.el.span(" (done)", class_name="visually-hidden")),
        class_name="case-step",
        custom_attrs={"data-place": step.place, "aria-current": rx.cond(is_here, "step", "false")},
    )


def _gate() -> rx.Component:
    """Show what the next stage needs, and the button that goes there."""
    return rx.cond(
        CASE.next_stage != "",
        rx.el.div(
            rx.cond(
                CASE.missing.length() > 0,
                rx.el.div(
                    rx.el.p("Needed for “", sent(CASE.next_label), "”:", class_name="quiet"),
                    rx.el.ul(
                        rx.foreach(
                            CASE.missing,
                            lambda each: rx.el.li(sent(each), custom_attrs={"data-testid": "gate-missing"}),
                        ),
                        class_name="case-missing",
                    ),
                ),
                rx.el.p("Everything that “", sent(CASE.next_label), "” needs is here.", class_name="quiet"),
            ),
            rx.cond(MAY_EDIT & _NEEDS_ANOTHER & StatusState.status.is_demo, _other_person()),
            rx.cond(MAY_EDIT, _onward()),
            class_name="case-gate",
        ),
    )


def _other_person() -> rx.Component:
    """Say to a visitor of the demo, who is alone, how to be two."""
    return rx.el.p(
        "In the demo a private window of your browser is somebody else: open this page there to verify or approve.",
        class_name="quiet",
        custom_attrs={"data-testid": "demo-other-person"},
    )


def _onward() -> rx.Component:
    is_ready = CASE.missing.length() == 0
    return rx.el.div(
        rx.el.button(
            "Move to ",
            sent(CASE.next_label),
            type="button",
            class_name=rx.cond(is_ready, "button button-main", "button"),
            on_click=StageEdits.move_to(CASE.next_stage),
            custom_attrs={"data-testid": "stage-next", "data-stage": CASE.next_stage},
        ),
        rx.cond(
            CASE.previous_stage != "",
            rx.el.button(
                "Back to ",
                sent(CASE.previous_label),
                type="button",
                class_name="quiet-button",
                on_click=StageEdits.move_to(CASE.previous_stage),
                custom_attrs={"data-testid": "stage-back"},
            ),
        ),
        said("stage"),
        class_name="case-buttons",
    )
