"""Fields and messages of forms."""

from typing import Any, Literal

import reflex as rx
from reflex.vars import VarData

from rca_dashboard.ui.language.sentences import sent

_SESSION = "$/public/live/login/session.js"


def text_field(
    label: str, name: str, *, kind: Literal["text", "password"] = "text", autocomplete: str = "off", testid: str = ""
) -> rx.Component:
    """Return a labelled field; ``autocomplete`` is one of HTML's tokens, which password managers read."""
    return rx.el.label(
        rx.el.span(label),
        rx.el.input(
            name=name,
            type=kind,
            auto_complete=autocomplete,
            required=True,
            class_name="input",
            custom_attrs={"data-testid": testid} if testid else {},
        ),
        class_name="field",
    )


def answer_line(text: rx.Var[str] | str, *, is_error: rx.Var[bool] | bool, testid: str) -> rx.Component:
    """Show the result of the last action; always present, so that screen readers announce it."""
    return rx.el.p(
        sent(text),
        role="status",
        class_name=rx.cond(is_error, "answer answer-bad", "answer"),
        custom_attrs={"data-testid": testid},
    )


def in_browser(function: str) -> rx.event.EventSpec:
    """Call a function of ``assets/live/login/session.js``, without the app."""
    return rx.call_function(rx.Var(f"(() => {function}())", _var_data=VarData(imports={_SESSION: [function]})))


def submit_in_browser(function: str) -> rx.Var[Any]:
    """Return a form's ``onSubmit`` that the browser handles alone."""
    return rx.Var(function, _var_data=VarData(imports={_SESSION: [function]}))
