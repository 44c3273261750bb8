"""Finding tickets by field values and days, all of which are in the address; words are searched for in the header.

A menu sets one value in the place of what was chosen; the chips below add another value of the same field.
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

from rca_dashboard.domain.tickets.priority import PRIORITY_CHOICES
from rca_dashboard.ui.kit.controls import go, menu
from rca_dashboard.ui.kit.live import parameter
from rca_dashboard.ui.language.sentences import offered
from rca_dashboard.ui.pushed.everywhere import ChoicesState
from rca_dashboard.ui.tickets.chips import chips
from rca_dashboard.ui.tickets.filter_builder import filter_builder
from rca_dashboard.ui.tickets.names import NamesState


def filters() -> rx.Component:
    """Show the menus, and beside them the active filters, with a way to clear them."""
    return rx.el.div(
        _more(),
        _pill("Status", "status", ChoicesState.choices.status),
        _pill("Priority", "priority", PRIORITY_CHOICES),
        _pill("Category", "category", ChoicesState.choices.category),
        _pill("Source", "source", ChoicesState.choices.source),
        chips(),
        role="group",
        class_name="filters",
        custom_attrs={"aria-label": "Filters"},
    )


def _pill(label: str, name: str, choices: Sequence[tuple[str, str]] | rx.Var[Any]) -> rx.Component:
    """A menu that shows its field's name and never its value, which has a chip: it keeps its width."""
    return rx.el.div(
        _filter(label, name, choices),
        rx.icon("chevron-down", size=12, aria_hidden="true"),
        class_name="pill",
        custom_attrs={"data-set": parameter(name) != ""},
    )


def _filter(label: str, name: str, choices: Sequence[tuple[str, str]] | rx.Var[Any]) -> rx.Component:
    shown = offered(name, choices) if isinstance(choices, rx.Var) else choices
    return menu(label, f"filter-{name}", name, shown, parameter(name), anything="All")


class NamePicker(rx.Component):
    """A field that looks up groups or people while the user types, and emits the chosen ones separated by commas."""

    library = "$/public/live/list/name_picker.js"
    tag = "NamePicker"

    field: rx.Var[str]
    found: rx.Var[dict[str, list[tuple[str, str]]]]
    chosen: rx.Var[str]
    on_look_up: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]  # pyright: ignore[reportCallIssue] - it takes several
    on_pick: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def _more() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.icon("plus", size=14, aria_hidden="true"),
            "Filter",
            class_name="button pill-button",
            custom_attrs={"data-testid": "more-filters"},
        ),
        rx.el.div(
            filter_builder(),
            _picker("Group", "assignment_group"),
            _picker("Assignee", "assigned_to"),
            rx.el.div(_filter("Table", "table", ChoicesState.choices.table), class_name="field-of-filter"),
            rx.el.div(_day("Opened from", "opened_from"), _day("Opened to", "opened_to"), class_name="two"),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=parameter("unread") == "true",
                    on_change=go(unread=rx.cond(parameter("unread") == "true", "", "true")),
                    custom_attrs={"data-testid": "filter-unread"},
                ),
                "Unread only",
                class_name="check",
            ),
            class_name="popover-body",
        ),
        class_name="popover",
    )


def _picker(label: str, name: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="menu-label"),
        NamePicker.create(
            field=name,
            found=NamesState.found,
            chosen=parameter(name),
            on_look_up=NamesState.look_up,
            on_pick=lambda chosen: go(**{name: chosen}),
            class_name="input",
            custom_attrs={"data-testid": f"filter-{name}"},
        ),
        class_name="field-of-filter",
    )


def _day(label: str, name: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="menu-label"),
        rx.el.input(
            type="date",
            value=_of_days("dayForField", parameter(name), name),
            on_change=lambda day: go(**{name: _of_days("momentOfDay", day, name)}),
            class_name="input",
            custom_attrs={"data-testid": f"filter-{name}"},
        ),
        class_name="field-of-filter",
    )


def _of_days(function: str, value: rx.Var[Any], name: str) -> rx.Var[Any]:
    """Return the day of the reader's zone that a moment of the address begins or ends, or the other way round."""
    data = VarData(imports={"$/public/live/language/days.js": [function]})
    return FunctionStringVar.create(function, _var_data=data).call(value, name == "opened_to").to(str)
