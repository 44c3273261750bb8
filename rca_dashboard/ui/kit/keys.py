"""Keyboard shortcuts, and the dialog that lists them."""

import reflex as rx

from rca_dashboard.ui.kit.choices import CHOICES

SHEET = "keys-sheet"

_ROWS = (
    (("j", "↓"), "Next ticket (arrow keys work once a ticket has focus)"),
    (("k", "↑"), "Previous ticket"),
    (("Enter",), "Open the ticket"),
    (("x",), "Select the ticket; shift-click selects all up to a row"),
    (("/",), "Search"),
    (("Ctrl", "K"), "Search or jump to a view, a page, a ticket or an action"),
    (("n",), "Show new tickets"),
    (("r",), "Refresh"),
    (("p",), "Pause or resume"),
    (("m",), "Switch update mode"),
    (("g", "d"), "Go to tickets"),
    (("g", "c"), "Go to cases"),
    (("g", "n"), "Go to notifications"),
    (("g", "o"), "Go to operations"),
    (("g", "s"), "Go to settings"),
    (("?",), "Show keyboard shortcuts"),
    (("Esc",), "Close"),
)


class Keys(rx.Component):
    """Listens for keys; shows nothing."""

    library = "$/public/live/kit/keys.js"
    tag = "Keys"

    on_go: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def keys() -> rx.Component:
    """Listen for keys, and hold the dialog that lists the shortcuts."""
    return rx.fragment(Keys.create(on_go=rx.redirect), _sheet())


def keys_button() -> rx.Component:
    """Open the dialog that lists the shortcuts."""
    return rx.el.button(
        rx.icon("keyboard", size=16, aria_hidden="true"),
        "Keyboard shortcuts",
        type="button",
        class_name="button",
        custom_attrs={"data-opens": SHEET, "data-testid": "keys-button"},
    )


def _sheet() -> rx.Component:
    return rx.el.dialog(
        rx.el.div(
            rx.el.div(
                rx.el.h2("Keyboard shortcuts", id="keys-heading"),
                rx.el.button("Close", type="button", class_name="button", custom_attrs={"data-closes": "dialog"}),
                class_name="section-head",
            ),
            rx.cond(
                ~CHOICES.has_single_keys,
                rx.el.p("Single-key shortcuts are off. Turn them on in the View menu.", class_name="quiet"),
            ),
            rx.el.table(
                rx.el.thead(rx.el.tr(rx.el.th("Key", scope="col"), rx.el.th("Action", scope="col"))),
                rx.el.tbody(*(_key(*row) for row in _ROWS)),
                class_name="plain keys",
            ),
            class_name="dialog-body",
        ),
        id=SHEET,
        class_name="dialog",
        custom_attrs={"aria-labelledby": "keys-heading", "data-testid": SHEET},
    )


def _key(keys: tuple[str, ...], meaning: str) -> rx.Component:
    return rx.el.tr(rx.el.td(*(rx.el.kbd(key) for key in keys)), rx.el.td(meaning))
