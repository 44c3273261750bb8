"""Finding tickets: words, and one value of a field; all of it stands in the address."""

from collections.abc import Sequence

import reflex as rx

from rca_dashboard.domain.view import LONGEST_QUERY
from rca_dashboard.ui.kit.controls import go, menu
from rca_dashboard.ui.kit.live import SearchBox, is_filtered, parameter, unfiltered_address
from rca_dashboard.ui.tickets.choices import ChoicesState

_PRIORITIES = (("1", "1 Critical"), ("2", "2 High"), ("3", "3 Moderate"), ("4", "4 Low"), ("5", "5 Planning"))


def filters() -> rx.Component:
    """Offer the search and the menus, and a way back to all tickets."""
    return rx.el.div(
        rx.el.label(
            rx.el.span("Search", class_name="visually-hidden"),
            SearchBox.create(
                value=parameter("query"),
                on_search=lambda words: go(query=words, replaces=True),
                class_name="input search",
                custom_attrs={
                    "data-testid": "search-input",
                    "placeholder": "Search number, text or name",
                    "maxLength": LONGEST_QUERY,
                    "autoComplete": "off",
                },
            ),
            class_name="search-field",
        ),
        _filter("Status", "status", ChoicesState.choices.status),
        _filter("Priority", "priority", _PRIORITIES),
        _filter("Category", "category", ChoicesState.choices.category),
        _filter("Source", "source", ChoicesState.choices.source),
        rx.cond(
            is_filtered(),
            rx.el.button(
                "Clear filters",
                type="button",
                class_name="button",
                on_click=rx.redirect(unfiltered_address()),
                custom_attrs={"data-testid": "clear-filters"},
            ),
        ),
        role="search",
        class_name="filters",
    )


def _filter(label: str, name: str, choices: Sequence[tuple[str, str]] | rx.Var) -> rx.Component:
    return menu(label, f"filter-{name}", name, choices, parameter(name), anything="All")
