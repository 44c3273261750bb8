"""What stands where there is nothing to show: nothing yet, nothing found, nothing to be had."""

from typing import Any

import reflex as rx


def blank(
    icon: str,
    title: str | rx.Var[str],
    text: str | rx.Var[str] | rx.Component = "",
    *actions: Any,  # noqa: ANN401 - components
    testid: str = "empty-state",
) -> rx.Component:
    """Say what is missing in a few words, why, and what to do."""
    return rx.el.div(
        rx.el.span(rx.icon(icon, size=20, aria_hidden="true"), class_name="blank-icon"),
        rx.el.p(title, class_name="blank-title"),
        rx.el.p(text, class_name="quiet"),
        rx.el.div(*actions, class_name="blank-actions") if actions else rx.fragment(),
        class_name="blank",
        custom_attrs={"data-testid": testid},
    )


def for_admins(testid: str) -> rx.Component:
    """Say that only admins can open a page."""
    return blank(
        "lock",
        "For admins only",
        "Only admins can open this page. Ask an admin to change your role.",
        testid=testid,
    )
