"""What the app words while it runs: sent in English to readers of all languages, and looked up in their browsers."""

from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

_MODULE = "$/public/live/language/translate.js"


def sent(sentence: Any) -> rx.Var[str]:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Return a sentence of the app in the reader's language; what is in no catalogue stays as it was sent."""
    data = VarData(imports={_MODULE: ["translateSent"]})
    return FunctionStringVar.create("translateSent", _var_data=data).call(sentence).to(str)
