"""Buttons and menus that change the list's address."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.live import Menu, list_address


def go(*, replaces: bool | rx.Var[bool] = False, **changes: object) -> rx.event.EventSpec:
    """Go to the list with some parameters changed; adds a history entry unless it replaces the current one."""
    return rx.redirect(list_address(**changes), replace=replaces)  # pyright: ignore[reportArgumentType, reportCallIssue] - evaluated in the browser


def page_button(label: str, testid: str, *, to_page: rx.Var[int], is_off: rx.Var[bool]) -> rx.Component:
    """Link to another page of the list."""
    return rx.el.button(
        label, type="button", class_name="button", disabled=is_off, on_click=go(page=to_page), custom_attrs=_id(testid)
    )


def menu(
    label: str,
    testid: str,
    name: str,
    choices: Sequence[tuple[str, str]] | rx.Var[Any],
    chosen: rx.Var[str],
    *,
    anything: str = "",
) -> rx.Component:
    """Choose one value of a parameter from pairs of value and label; ``anything`` is the choice that sets none."""
    return rx.el.label(
        rx.el.span(label, class_name="menu-label"),
        Menu.create(
            choices=choices if isinstance(choices, rx.Var) else [list(choice) for choice in choices],
            value=chosen,
            anything=anything,
            on_choose=lambda value: go(**{name: value}),
            class_name="select",
            custom_attrs=_id(testid),
        ),
        class_name="menu",
    )


def _id(testid: str) -> dict[str, str]:
    return {"data-testid": testid}
