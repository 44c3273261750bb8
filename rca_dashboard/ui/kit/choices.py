"""The user's preferences as vars: the latest from the app, or what this tab has just chosen."""

import dataclasses
from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

from rca_dashboard.domain.preferences import COLUMNS
from rca_dashboard.live.reflex_adapter.vars import from_hook, needs

_PREFERENCES = "$/public/live/kit/preferences.js"


@dataclasses.dataclass(frozen=True)
class Choices:
    """The user's preferences, with plain strings instead of enums."""

    columns: list[str] = dataclasses.field(default_factory=lambda: list(COLUMNS))
    live_mode: str = "live"
    density: str = "comfortable"
    toasts: str = "all"
    has_single_keys: bool = True
    separator: str = "comma"


@dataclasses.dataclass(frozen=True)
class ColumnChoice:
    """A column, and whether the list shows it."""

    field: str
    is_shown: bool


CHOICES = from_hook("choices", "usePreferences", _PREFERENCES, Choices)


def choose_here(**changes: object) -> rx.event.EventSpec:
    """Show a choice immediately, in this browser only; a separate event stores it."""
    changed = rx.Var.create(changes)
    data = needs(changed, also=VarData(imports={_PREFERENCES: ["overridePreferences"]}))
    return rx.call_function(rx.Var(f"(() => overridePreferences({changed!s}))", _var_data=data))


def _of_columns(function: str, *arguments: object) -> rx.Var[Any]:
    data = VarData(imports={_PREFERENCES: [function]})
    return FunctionStringVar.create(function, _var_data=data).call(CHOICES.columns, *arguments)


def column_choices() -> rx.Var[list[ColumnChoice]]:
    """Return all columns: the chosen ones in their order, then the others."""
    return _of_columns("columnChoices").to(list[ColumnChoice])


def with_column(field: rx.Var[str], is_shown: rx.Var[bool]) -> rx.Var[list[str]]:
    """Return the columns with one more, or one less; never none."""
    return _of_columns("withColumn", field, is_shown).to(list[str])


def with_moved(field: rx.Var[str], step: int) -> rx.Var[list[str]]:
    """Return the columns with one moved by a step."""
    return _of_columns("withMoved", field, step).to(list[str])


def has_own_columns() -> rx.Var[bool]:
    """Return whether the columns differ from the defaults."""
    return _of_columns("hasCustomColumns").to(bool)
