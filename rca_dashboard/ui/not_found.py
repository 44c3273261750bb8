"""What stands where an address leads to no page."""

import reflex as rx


def nowhere() -> rx.Component:
    """Say so, and lead to the list."""
    return rx.el.main(
        rx.el.h1("There is no such page"),
        rx.el.p("The address may be misspelt, or the link too old.", class_name="quiet"),
        rx.el.p(rx.el.a("Go to the tickets", href="/", class_name="button"), class_name="nowhere-way"),
        class_name="login",
        custom_attrs={"data-testid": "no-such-page"},
    )
