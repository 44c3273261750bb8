"""What is taken from a page: copied, downloaded, printed."""

import reflex as rx


class CopyButton(rx.Component):
    """A button that copies a text."""

    library = "$/public/live/take_away/copy_button.js"
    tag = "CopyButton"

    text: rx.Var[str]


class RestLink(rx.Component):
    """A link to what the app makes by HTTP."""

    library = "$/public/live/take_away/rest_link.js"
    tag = "RestLink"

    path: rx.Var[str]


class PrintButton(rx.Component):
    """A button that prints the page."""

    library = "$/public/live/take_away/print_button.js"
    tag = "PrintButton"
