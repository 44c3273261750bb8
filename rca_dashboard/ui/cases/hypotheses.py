"""The hypotheses, as a tree of whys or on the bones of a fishbone, each with its evidence."""

from typing import Any

import reflex as rx

from rca_dashboard.domain.cases.parts import BONES
from rca_dashboard.ui.cases.edits.hypotheses import HypothesisEdits
from rca_dashboard.ui.cases.edits.parts import PartEdits
from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.cases.evidence import evidence, new_evidence
from rca_dashboard.ui.cases.pieces import (
    CASE,
    MAY_EDIT,
    EditableText,
    adding,
    case_form,
    hidden,
    part_text,
    removing,
    said,
    section,
    select,
    state_mark,
    submit,
    text,
)
from rca_dashboard.ui.language.sentences import sent

IS_BY_BONE: Any = HypothesisEdits.is_by_bone
_BONES = (("", "No bone"), *((bone, bone.capitalize()) for bone in BONES))


def hypotheses() -> rx.Component:
    """Show the hypotheses in one of the two views, and what to add."""
    return section(
        "Hypotheses",
        rx.cond(
            CASE.hypotheses.length() > 0,
            rx.cond(IS_BY_BONE, _fishbone(), _tree()),
            rx.el.p("No hypothesis yet. What could have caused this?", class_name="quiet"),
        ),
        said("hypotheses"),
        said("evidence"),
        adding("Add a hypothesis", _new("", "new-hypothesis"), testid="add-hypothesis"),
        _alternatives(),
        beside=rx.el.div(
            _view("Whys", is_by_bone=False), _view("Fishbone", is_by_bone=True), class_name="segments", role="group"
        ),
        testid="hypotheses",
    )


def _view(label: str, *, is_by_bone: bool) -> rx.Component:
    is_chosen = IS_BY_BONE if is_by_bone else ~IS_BY_BONE
    return rx.el.button(
        label,
        type="button",
        class_name="segment",
        on_click=HypothesisEdits.show_by_bone(is_by_bone),
        custom_attrs={"aria-pressed": rx.cond(is_chosen, "true", "false"), "data-testid": f"view-{label.lower()}"},
    )


def _tree() -> rx.Component:
    return rx.el.ol(rx.foreach(CASE.hypotheses, _node), class_name="hypotheses")


def _node(each: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.li(
        rx.el.details(
            rx.el.summary(_summary(each), class_name="hypothesis-line"),
            _body(each),
        ),
        key=each.id,
        class_name="hypothesis",
        style={"margin_left": each.indent},
        custom_attrs={"data-testid": "hypothesis", "data-state": each.state, "data-id": each.id},
    )


def _summary(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.fragment(
        state_mark(each.state, sent(each.state_label)),
        rx.el.span(each.text, dir="auto", class_name="hypothesis-text"),
        rx.el.span(
            each.supports.to_string(), " for · ", each.contradicts.to_string(), " against", class_name="quiet figures"
        ),
    )


def _body(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.div(
        rx.cond(
            each.reason != "", rx.el.p(sent(each.state_label), " because ", each.reason, class_name="quiet", dir="auto")
        ),
        part_text("hypotheses", "text", each, "Hypothesis", by=each.by),
        rx.el.ul(rx.foreach(each.evidence, evidence), class_name="evidence-list"),
        rx.cond(MAY_EDIT, rx.el.div(_more(each), class_name="hypothesis-forms")),
        class_name="hypothesis-body",
    )


def _more(each: Any) -> rx.Component:  # noqa: ANN401 - the same
    number = each.id.to_string()
    return rx.fragment(
        adding("Evidence", new_evidence(number), testid="add-evidence"),
        adding("Why? (a cause of it)", _new(number, "why-" + number), testid="add-why"),
        adding("Confirm or refute", _judge(number), testid="judge-hypothesis"),
        adding("Move to a bone", _choose_bone(number, each.bone), testid="choose-bone"),
        removing(
            "Remove the hypothesis",
            "A cause that was ruled out is better refuted: then later cases learn of it.",
            PartEdits.remove_part("hypotheses", each.id),
            "remove-hypothesis",
        ),
    )


def _new(parent: Any, name: Any) -> rx.Component:  # noqa: ANN401 - texts, or Vars of them
    return case_form(
        name,
        hidden("parent", parent),
        text("text", "What could be the cause?", placeholder="The new firmware drops idle connections"),
        select("bone", "Bone", _BONES),
        submit("Add hypothesis", "hypothesis-save"),
        on_save=HypothesisEdits.add_hypothesis,
    )


def _choose_bone(number: Any, bone: Any) -> rx.Component:  # noqa: ANN401 - Vars
    return case_form(
        "bone-" + number,
        hidden("hypothesis", number),
        select("bone", "Bone", _BONES, bone),
        submit("Move", "bone-save"),
        on_save=HypothesisEdits.choose_bone,
        base=bone,
    )


def _judge(number: Any) -> rx.Component:  # noqa: ANN401 - a Var
    return case_form(
        "judge-" + number,
        hidden("hypothesis", number),
        select("state", "State", (("confirmed", "Confirmed"), ("refuted", "Refuted"), ("open", "Open"))),
        text("reason", "Because"),
        submit("Save", "judge-save"),
        on_save=HypothesisEdits.judge,
    )


def _fishbone() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(CASE.bones, _bone), class_name="bones"),
        rx.el.p(CASE.title, class_name="fish-head", dir="auto"),
        class_name="fishbone",
        custom_attrs={"data-testid": "fishbone"},
    )


def _bone(bone: Any) -> rx.Component:  # noqa: ANN401 - a Var
    return rx.el.li(
        rx.el.h3(sent(bone.label)),
        rx.el.ul(
            rx.foreach(
                bone.hypotheses,
                lambda each: rx.el.li(
                    state_mark(each.state, sent(each.state_label)),
                    rx.el.span(each.text, dir="auto"),
                    key=each.id,
                    class_name="bone-hypothesis",
                    custom_attrs={"data-testid": "hypothesis", "data-state": each.state, "data-id": each.id},
                ),
            ),
        ),
        key=bone.name,
        class_name="bone",
        custom_attrs={"data-bone": bone.name},
    )


def _alternatives() -> rx.Component:
    """Ask why no other cause was considered, where there is one hypothesis alone."""
    return rx.cond(
        (CASE.alternatives != "") | (CASE.hypotheses.length() == 1),
        rx.el.div(
            rx.el.h3("No other cause was considered, because"),
            EditableText.create(
                name=CASE.number + ":alternatives",
                value=CASE.alternatives,
                label="Why no other cause was considered",
                by=CASE.changed_by,
                placeholder="Not said yet",
                is_multiline=False,
                may_edit=MAY_EDIT,
                answer=CaseEdits.answer,
                testid="case-alternatives",
                on_save=lambda new, base: CaseEdits.save_text("alternatives", new, base),
            ),
            class_name="case-sub",
        ),
    )
