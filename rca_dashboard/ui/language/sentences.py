"""What the app words while it runs: sent in English to readers of all languages, and looked up in their browsers."""

from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

_MODULE = "$/public/live/language/translate.js"
_OFFERED = "$/public/live/language/offered.js"


def sent(sentence: Any) -> rx.Var[str]:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Return a sentence of the app in the reader's language; what is in no catalogue stays as it was sent."""
    data = VarData(imports={_MODULE: ["translateSent"]})
    return FunctionStringVar.create("translateSent", _var_data=data).call(sentence).to(str)


def written(number: Any) -> rx.Var[str]:  # noqa: ANN401 - the same
    """Return a number as the reader writes it: 1,234.5 or 1.234,5."""
    data = VarData(imports={_MODULE: ["written"]})
    return FunctionStringVar.create("written", _var_data=data).call(number).to(str)


def offered(field: str, choices: rx.Var[Any]) -> rx.Var[Any]:
    """Return the choices of a field, which come from the tickets, in the order of the reader's alphabet."""
    data = VarData(imports={_OFFERED: ["offered"]})
    return FunctionStringVar.create("offered", _var_data=data).call(field, choices)
