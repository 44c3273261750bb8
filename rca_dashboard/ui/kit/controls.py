"""Buttons and menus that change the list's address."""

from collections.abc import Sequence

import reflex as rx

from rca_dashboard.ui.kit.live import list_address


def go(**changes: object) -> rx.event.EventSpec:
    """Go to the list with some parameters changed; Back leads back."""
    return rx.redirect(list_address(**changes))


def page_button(label: str, testid: str, *, to_page: rx.Var[int], is_off: rx.Var[bool]) -> rx.Component:
    """Lead to another page of the list."""
    return rx.el.button(
        label, type="button", class_name="button", disabled=is_off, on_click=go(page=to_page), custom_attrs=_id(testid)
    )


def menu(
    label: str, testid: str, name: str, choices: Sequence[tuple[str, str]] | rx.Var, chosen: rx.Var[str]
) -> rx.Component:
    """Choose one value of a parameter from pairs of value and label; the native menu works with any reader and key."""
    options = (
        rx.foreach(choices, lambda choice: rx.el.option(choice[1], value=choice[0]))
        if isinstance(choices, rx.Var)
        else [rx.el.option(text, value=value) for value, text in choices]
    )
    return rx.el.label(
        rx.el.span(label, class_name="menu-label"),
        rx.el.select(
            *(options if isinstance(options, list) else [options]),
            value=chosen,
            on_change=lambda value: go(**{name: value}),
            class_name="select",
            custom_attrs=_id(testid),
        ),
        class_name="menu",
    )


def _id(testid: str) -> dict[str, str]:
    return {"data-testid": testid}
