"""The page for an unknown address."""

import reflex as rx


def nowhere() -> rx.Component:
    """Show that the page was not found, and link to the tickets."""
    return rx.el.main(
        rx.el.h1("Page not found"),
        rx.el.p("Check the address or go back to tickets.", class_name="quiet"),
        rx.el.p(rx.el.a("Go to tickets", href="/", class_name="button"), class_name="nowhere-way"),
        class_name="login",
        custom_attrs={"data-testid": "no-such-page"},
    )
