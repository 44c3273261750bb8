"""Vars of our own JavaScript: what they need of other vars, joined as Reflex joins it."""

from typing import Any

import reflex as rx
from reflex.vars import VarData


def from_hook(name: str, hook: str, module: str, kind: type, *arguments: rx.Var) -> Any:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Return what a hook of a module returns, as a var.

    Args:
        name: Of the constant that holds it in the page.
        hook: The function.
        module: Where the function is.
        kind: What it returns.
        arguments: What the hook is called with.
    """
    call = f"const {name} = {hook}({', '.join(map(str, arguments))})"
    data = needs(*arguments, also=VarData(imports={module: [hook]}, hooks={call: None}))
    return rx.Var(_js_expr=name, _var_type=kind, _var_data=data).to(kind)


def needs(*variables: rx.Var, also: VarData) -> VarData | None:
    """Return what an expression needs that is made of these vars and of something else."""
    return VarData.merge(*(each._get_all_var_data() for each in variables), also)  # noqa: SLF001 - the only way to know
