"""How the list looks: its columns and their order, the row height, and keyboard shortcuts."""

from typing import Any, Literal

import reflex as rx

from rca_dashboard.domain.preferences import COLUMNS as ALL_COLUMNS
from rca_dashboard.ui.kit.choices import CHOICES, choose_here, column_choices, with_column, with_moved
from rca_dashboard.ui.kit.keys import keys_button
from rca_dashboard.ui.pushed.preferences import PreferencesState
from rca_dashboard.ui.tickets.columns import HEADINGS

_DENSITIES: tuple[tuple[Literal["comfortable", "compact"], str], ...] = (
    ("comfortable", "Comfortable"),
    ("compact", "Compact"),
)


def view_menu() -> rx.Component:
    """Show columns, density and keys; a choice takes effect immediately and is stored."""
    return rx.el.details(
        rx.el.summary(
            rx.icon("sliders-horizontal", size=16, aria_hidden="true"),
            rx.el.span("View", class_name="words"),
            class_name="button",
            custom_attrs={"data-testid": "view-menu"},
        ),
        rx.el.div(
            _density(),
            rx.el.fieldset(
                rx.el.legend("Columns"),
                rx.el.ul(rx.foreach(column_choices(), _column), class_name="column-choices"),
                rx.el.button(
                    "Reset columns",
                    type="button",
                    class_name="button",
                    on_click=_keep(list(ALL_COLUMNS)),
                    custom_attrs={"data-testid": "columns-reset"},
                ),
            ),
            _single_keys(),
            class_name="popover-body",
        ),
        class_name="popover",
    )


def _density() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Density"),
        rx.el.div(
            *(
                rx.el.button(
                    label,
                    type="button",
                    class_name="segment",
                    on_click=[choose_here(density=density), PreferencesState.set_density(density)],
                    custom_attrs={"data-testid": f"density-{density}", "aria-pressed": CHOICES.density == density},
                )
                for density, label in _DENSITIES
            ),
            class_name="segments",
        ),
    )


def _column(column: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    heading = rx.match(column.field, *HEADINGS.items(), "").to(str)  # pyright: ignore[reportAttributeAccessIssue] - of texts it is a Var
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=column.is_shown,
                on_change=lambda is_shown: _keep(with_column(column.field, is_shown.to(bool))),
                custom_attrs={"data-testid": f"column-{column.field}"},
            ),
            heading,
            class_name="check",
        ),
        rx.cond(
            column.is_shown,
            rx.el.span(
                _mover(column.field, heading, -1, "up", "arrow-up"),
                _mover(column.field, heading, 1, "down", "arrow-down"),
                class_name="movers",
            ),
        ),
        key=column.field,
    )


def _mover(field: rx.Var[str], heading: rx.Var[str], step: int, word: str, icon: str) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=14, aria_hidden="true"),
        type="button",
        class_name="button icon-button small",
        on_click=_keep(with_moved(field, step)),
        custom_attrs={"aria-label": f"Move {heading} {word}", "data-testid": f"column-{word}-{field}"},
    )


def _keep(columns: rx.Var[list[str]] | list[str]) -> list[Any]:
    return [choose_here(columns=columns), PreferencesState.set_columns(columns)]


def _single_keys() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Keyboard"),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=CHOICES.has_single_keys,
                on_change=lambda is_on: [
                    choose_here(has_single_keys=is_on),
                    PreferencesState.set_single_keys(is_on.to(bool)),
                ],
                custom_attrs={"data-testid": "single-keys"},
            ),
            "Enable single-key shortcuts",
            class_name="check",
        ),
        keys_button(),
    )
