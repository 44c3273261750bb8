"""What stands where an address leads to no page."""

import reflex as rx


def nowhere() -> rx.Component:
    """Say so, and lead to the list."""
    return rx.el.main(
        rx.el.h1("Page not found"),
        rx.el.p("Check the address or go back to tickets.", class_name="quiet"),
        rx.el.p(rx.el.a("Go to tickets", href="/", class_name="button"), class_name="nowhere-way"),
        class_name="login",
        custom_attrs={"data-testid": "no-such-page"},
    )
