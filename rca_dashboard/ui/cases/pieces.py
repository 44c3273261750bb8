"""What the pages of cases are made of: forms that keep their drafts, texts edited in place, the timeline."""

from collections.abc import Iterable
from typing import Any, Literal

import reflex as rx

from rca_dashboard.live.case_messages import TimelineEvent
from rca_dashboard.ui.cases.edits.answers import CaseAnswer
from rca_dashboard.ui.cases.edits.parts import PartEdits
from rca_dashboard.ui.cases.edits.texts import CaseEdits
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.pushed.cases import CaseState
from rca_dashboard.ui.pushed.me import MeState

# Reflex makes the attributes of these vars at run time.
CASE: Any = CaseState.case
MAY_EDIT: Any = MeState.may_edit


_TESTIDS = {"actions": "action", "hypotheses": "hypothesis"}


def text_and_base(text: rx.Var[str], base: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    """Return what an edit sends: the new text, and what it was when the edit began."""
    return text, base


Kind = Literal["text", "search", "date"]


class CaseForm(rx.Component):
    """A form whose fields are kept in the tab until the app has confirmed them; ``name`` names its draft.

    ``base`` is what its fields replace; the form sends along what it was when the first of them was filled.
    """

    library = "$/public/live/cases/case_form.js"
    tag = "CaseForm"

    name: rx.Var[str]
    answer: rx.Var[CaseAnswer]
    base: rx.Var[str]
    on_save: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]
    on_preview: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]


class EditableText(rx.Component):
    """A text that is edited in place, with what others have saved meanwhile."""

    library = "$/public/live/cases/editable_text.js"
    tag = "EditableText"

    name: rx.Var[str]
    value: rx.Var[str]
    label: rx.Var[str]
    by: rx.Var[str]
    placeholder: rx.Var[str]
    is_multiline: rx.Var[bool]
    may_edit: rx.Var[bool]
    answer: rx.Var[CaseAnswer]
    testid: rx.Var[str]
    on_save: rx.EventHandler[text_and_base]


def case_form(name: Any, *fields: rx.Component, on_save: Any, **more: Any) -> rx.Component:  # noqa: ANN401 - texts, events, or Vars
    """Return a form of the open case; ``name`` is what its answers are addressed to."""
    return CaseForm.create(
        *fields,
        name=CASE.number + ":" + name,
        answer=CaseEdits.answer,
        on_save=on_save,
        class_name="case-form",
        **more,
    )


def part_text(
    part: str,
    name: str,
    each: Any,  # noqa: ANN401 - a Var
    label: str,
    placeholder: str = "",
    by: Any = CASE.changed_by,  # noqa: ANN401 - the same
) -> rx.Component:
    """Return a text of a hypothesis, of evidence or of an action, which is edited in place."""
    return EditableText.create(
        name=CASE.number + f":{part}:" + each.id.to_string() + f":{name}",
        value=getattr(each, name),
        label=label,
        by=by,
        placeholder=placeholder,
        is_multiline=False,
        may_edit=MAY_EDIT,
        answer=CaseEdits.answer,
        testid=f"{_TESTIDS.get(part, part)}-{name}",
        on_save=lambda new, base: PartEdits.save_part(f"{part}.{name}", each.id, new, base),
    )


class CaseTimeline(rx.Component):
    """Tickets, changes, notes and decisions on one axis."""

    library = "$/public/live/cases/timeline.js"
    tag = "CaseTimeline"

    events: rx.Var[list[TimelineEvent]]


def section(heading: str, *content: rx.Component, beside: rx.Component | None = None, testid: str = "") -> rx.Component:
    """Return a section of a case with its heading, and what stands beside that."""
    return rx.el.section(
        rx.el.div(rx.el.h2(heading), beside or rx.fragment(), class_name="case-section-head"),
        *content,
        class_name="case-section",
        custom_attrs={"aria-label": heading, **({"data-testid": testid} if testid else {})},
    )


def field(label: str, control: rx.Component, *, is_wide: bool = False) -> rx.Component:
    """Return a control with its label above it."""
    return rx.el.label(rx.el.span(label), control, class_name="field field-wide" if is_wide else "field")


def text(
    name: str,
    label: str,
    *,
    placeholder: str = "",
    is_required: bool = True,
    kind: Kind = "text",
    value: Any = "",  # noqa: ANN401 - a text, or a Var of one
) -> rx.Component:
    """Return a labelled field of one line; ``value`` is what it holds at first."""
    return field(
        label,
        rx.el.input(
            name=name,
            type=kind,
            default_value=value,
            placeholder=placeholder,
            required=is_required,
            max_length=500,
            auto_complete="off",
            class_name="input",
        ),
        is_wide=kind == "text",
    )


def select(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: Any = None) -> rx.Component:  # noqa: ANN401 - the same
    """Return a labelled menu of pairs of value and label; ``chosen`` is the value that it holds at first."""
    options = (rx.el.option(word, value=value) for value, word in choices)
    at_first = {} if chosen is None else {"default_value": chosen}
    return field(label, rx.el.select(*options, name=name, class_name="select", **at_first))


def submit(label: str, testid: str = "") -> rx.Component:
    """Return a form's button."""
    return rx.el.button(
        label, type="submit", class_name="button", custom_attrs={"data-testid": testid} if testid else {}
    )


def adding(label: str, *content: rx.Component, testid: str) -> rx.Component:
    """Return a form that is folded away behind its label; viewers see neither."""
    return rx.cond(
        MAY_EDIT,
        rx.el.details(
            rx.el.summary(rx.icon("plus", size=14, aria_hidden="true"), label, class_name="quiet-button"),
            *content,
            class_name="case-adding",
            custom_attrs={"data-testid": testid},
        ),
    )


def removing(label: str, question: str, on_remove: Any, testid: str) -> rx.Component:  # noqa: ANN401 - an event
    """Return a button that removes a part, folded away behind what it does."""
    return rx.cond(
        MAY_EDIT,
        rx.el.details(
            rx.el.summary(rx.icon("trash-2", size=14, aria_hidden="true"), label, class_name="quiet-button"),
            rx.el.p(question, class_name="quiet"),
            rx.el.button(
                "Remove it",
                type="button",
                class_name="button",
                on_click=on_remove,
                custom_attrs={"data-testid": f"{testid}-confirm"},
            ),
            class_name="case-adding",
            custom_attrs={"data-testid": testid},
        ),
    )


def said(form: str) -> rx.Component:
    """Show the app's answer to a button, where it is an error."""
    answer: Any = CaseEdits.answer
    return rx.el.p(
        rx.cond((answer.form == CASE.number + f":{form}") & answer.is_error, sent(answer.text), ""),
        role="status",
        class_name="case-said",
        custom_attrs={"data-testid": f"{form}-answer"},
    )


def hidden(name: str, value: Any) -> rx.Component:  # noqa: ANN401 - a text or a Var of one
    """Return a value that a form sends along."""
    return rx.el.input(type="hidden", name=name, value=value)


def state_mark(state: Any, label: Any) -> rx.Component:  # noqa: ANN401 - Vars
    """Show a state by its shape and its word."""
    return rx.el.span(
        rx.el.span(class_name="case-dot", custom_attrs={"aria-hidden": "true"}),
        label,
        class_name="case-state",
        custom_attrs={"data-state": state},
    )


def similar_case(one: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Show a case like this one: its cause, and what was ruled out in it."""
    return rx.el.li(
        rx.el.p(
            rx.el.a(one.number, href="/cases/" + one.number.to(str), class_name="ref"),
            " ",
            rx.el.span(one.title, dir="auto"),
        ),
        rx.cond(one.cause != "", rx.el.p("Cause: ", one.cause, dir="auto")),
        rx.foreach(
            one.ruled_out,
            lambda text: rx.el.p(text, class_name="quiet", dir="auto", custom_attrs={"data-testid": "ruled-out"}),
        ),
        custom_attrs={"data-testid": "similar-case", "data-number": one.number},
    )
