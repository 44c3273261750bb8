"""Fields and messages of forms."""

from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx
from pydantic import ValidationError
from reflex.vars import VarData

from rca_dashboard.ui.kit.problems import first_fault
from rca_dashboard.ui.language.sentences import sent

_SESSION = "$/public/live/login/session.js"


@dataclass(frozen=True)
class FormAnswer:
    """What became of the form that was sent last.

    Attributes:
        text: What happened, or what is wrong.
        field: The name of the field that is wrong; empty for the whole form.
        taken: How many forms were taken: with each the fields are empty again, and not before.
    """

    text: str = ""
    field: str = ""
    is_error: bool = False
    taken: int = 0

    def refused(self, text: str, field: str = "") -> "FormAnswer":
        """Return the answer to a form that has a fault; its fields keep what was typed."""
        return FormAnswer(text=text, field=field, is_error=True, taken=self.taken)

    def invalid(self, error: ValidationError) -> "FormAnswer":
        """Return the answer to a form whose values are not allowed."""
        field, text = first_fault(error)
        return self.refused(text, field)

    def accepted(self, text: str = "") -> "FormAnswer":
        """Return the answer to a form that was taken."""
        return FormAnswer(text=text, taken=self.taken + 1)


def text_field(
    label: str,
    name: str,
    *,
    kind: Literal["text", "password"] = "text",
    autocomplete: str = "off",
    testid: str = "",
    answer: Any = None,  # noqa: ANN401 - a Var of a FormAnswer, whose attributes Reflex makes at run time
    is_required: bool = True,
) -> rx.Component:
    """Return a labelled field; ``autocomplete`` is one of HTML's tokens, which password managers read.

    With the form's ``answer`` a fault of this field stands below it.
    """
    marks: dict[str, Any] = {"data-testid": testid} if testid else {}
    is_wrong = False if answer is None else answer.is_error & (answer.field == name)
    if answer is not None:
        marks |= {"aria-invalid": rx.cond(is_wrong, "true", "false")}
    return rx.el.label(
        rx.el.span(label),
        rx.el.input(
            name=name,
            type=kind,
            auto_complete=autocomplete,
            required=is_required,
            class_name="input",
            custom_attrs=marks,
        ),
        rx.fragment()
        if answer is None
        else rx.cond(is_wrong, rx.el.span(sent(answer.text), role="alert", class_name="fault")),
        class_name="field",
    )


def kept_form(*content: rx.Component, answer: Any, testid: str, **how: Any) -> rx.Component:  # noqa: ANN401 - the same
    """Return a form that keeps what was typed until it is taken, and says what is wrong with it as a whole."""
    whole = answer.is_error & (answer.field == "")
    return rx.el.form(
        *content,
        rx.cond(whole, rx.el.p(sent(answer.text), role="alert", class_name="fault")),
        key=f"{testid}-{answer.taken}",
        class_name="panel form",
        custom_attrs={"data-testid": testid},
        **how,
    )


def answer_line(text: rx.Var[str] | str, *, is_error: rx.Var[bool] | bool, testid: str) -> rx.Component:
    """Show the result of the last action; always present, so that screen readers announce it."""
    return rx.el.p(
        sent(text),
        role="status",
        class_name=rx.cond(is_error, "answer answer-bad", "answer"),
        custom_attrs={"data-testid": testid},
    )


def headings(*names: str) -> tuple[rx.Component, ...]:
    """Return the headings of a table's columns; that of its buttons is only read out."""
    hidden = {"Actions": "visually-hidden"}
    return tuple(rx.el.th(rx.el.span(name, class_name=hidden.get(name, "")), scope="col") for name in names)


def in_browser(function: str) -> rx.event.EventSpec:
    """Call a function of ``assets/live/login/session.js``, without the app."""
    return rx.call_function(rx.Var(f"(() => {function}())", _var_data=VarData(imports={_SESSION: [function]})))


def submit_in_browser(function: str) -> rx.Var[Any]:
    """Return a form's ``onSubmit`` that the browser handles alone."""
    return rx.Var(function, _var_data=VarData(imports={_SESSION: [function]}))
