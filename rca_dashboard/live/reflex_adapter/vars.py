"""Vars of the app's own JavaScript, with the dependencies of their arguments merged as Reflex merges them."""

from typing import Any

import reflex as rx
from reflex.vars import VarData


def from_hook(name: str, hook: str, module: str, kind: type, *arguments: rx.Var[Any]) -> Any:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Return the result of a JavaScript hook as a var.

    Args:
        name: The constant that holds it in the page.
        hook: The function's name.
        module: The module that exports it.
        kind: The type of the result.
        arguments: The arguments of the hook.
    """
    call = f"const {name} = {hook}({', '.join(map(str, arguments))})"
    data = needs(*arguments, also=VarData(imports={module: [hook]}, hooks={call: None}))
    return rx.Var(_js_expr=name, _var_type=kind, _var_data=data).to(kind)


def needs(*variables: rx.Var[Any], also: VarData) -> VarData | None:
    """Return the dependencies of an expression made of these vars and another dependency."""
    return VarData.merge(*(each._get_all_var_data() for each in variables), also)  # noqa: SLF001 - the only way to know


def with_expression(variable: rx.Var[Any], expression: str, also: VarData) -> rx.Var[Any]:
    """Return a var with another expression, which needs what the var needs, and more."""
    return rx.Var(_js_expr=expression, _var_type=variable._var_type, _var_data=needs(variable, also=also))  # noqa: SLF001 - the only way to know
