"""A page's components with what they say looked up in the reader's language."""

import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_components_core.base.bare import Bare
from reflex_components_core.core.foreach import Foreach

from rca_dashboard.live.reflex_adapter.vars import with_expression
from rca_dashboard.ui.language.expressions import Note, translated

Page = Callable[[], rx.Component]
_MODULE = "$/public/live/language/translate.js"
_TRANSLATE = VarData(imports={_MODULE: ["translate"]})
# What an element or a component of ours shows or reads out. Names, values and addresses are not among them.
_TEXT_PROPERTIES = (
    "title",
    "placeholder",
    "alt",
    "aria_label",
    "label",
    "legend",
    "hint",
    "anything",
    "question",
    "explanation",
    "confirm",
    "heading",
)
_TEXT_ATTRIBUTES = ("title", "placeholder", "alt", "aria-label", "aria-description", "data-heading")


# What components say that Reflex memoises: their bodies are made once, whichever page shows them.
MEMOISED: set[str] = set()


def no_note(key: str) -> None:
    """Note no key."""


def in_readers_language(page: Page, note: Note = no_note) -> Page:
    """Return the page's function, whose components say everything in the reader's language."""

    @wraps(page)
    def translated_page() -> rx.Component:
        component = page()
        translate_component(component, note)
        return component

    return translated_page


def memoised(component: rx.Component) -> rx.Component:
    """Return the body of a component of ``rx.memo``, which says everything in the reader's language."""
    translate_component(component, MEMOISED.add)
    return component


def page_title(name: str, note: Note = no_note) -> rx.Var[str]:
    """Return what the browser's tab shows for a page."""
    return rx.Var.create(f"{translated_var(name, note)} · RCA Dashboard")


def translate_component(component: Any, note: Note) -> None:  # noqa: ANN401 - of any class
    """Have a component, and all in it, look up what they say."""
    if isinstance(component, Bare):
        component.contents = translated_var(component.contents, note)
    if (choices := getattr(component, "choices", None)) is not None:
        setattr(component, "choices", _translated_choices(choices, note))  # noqa: B010 - of the components that have it
    for name in _TEXT_PROPERTIES:
        if isinstance(value := getattr(component, name, None), (str, rx.Var)):
            setattr(component, name, translated_var(value, note))
    attributes = getattr(component, "custom_attrs", None) or {}
    for name in _TEXT_ATTRIBUTES:
        if isinstance(value := attributes.get(name), (str, rx.Var)):
            attributes[name] = translated_var(value, note)
    if isinstance(component, Foreach):
        component.render_fn = _TranslatedRow(component.render_fn, note)
    for child in getattr(component, "children", ()):
        translate_component(child, note)


def translated_var(value: Any, note: Note) -> rx.Var[Any]:  # noqa: ANN401 - a text or a Var
    """Return what yields a text in the reader's language; what has no English in it stays as it is."""
    shown = value if isinstance(value, rx.Var) else rx.Var.create(value)
    expression = str(shown)
    found = translated(expression, note)
    return shown if found == expression else with_expression(shown, found, _TRANSLATE)


def _translated_choices(choices: Any, note: Note) -> rx.Var[Any]:  # noqa: ANN401 - pairs or a Var of them
    """Return the choices of a menu with their labels translated; choices that come from the app are data."""
    shown = choices if isinstance(choices, rx.Var) else rx.Var.create(choices)
    try:
        pairs = json.loads(str(shown))
    except ValueError:
        return shown
    written = ", ".join(f"[{json.dumps(value)}, {translated(json.dumps(label), note)}]" for value, label in pairs)
    return with_expression(shown, f"[{written}]", _TRANSLATE)


class _TranslatedRow:
    """A function that draws a row of ``rx.foreach``, and translates it; Reflex reads its signature and its code."""

    def __init__(self, draw: Callable[..., Any], note: Note) -> None:
        self._draw = draw
        self._note = note
        self.__signature__ = inspect.signature(draw)
        self.__code__ = getattr(draw, "__code__", None)

    def __call__(self, *arguments: Any) -> Any:  # noqa: ANN401 - Reflex's
        row = self._draw(*arguments)
        translate_component(row, self._note)
        return row
