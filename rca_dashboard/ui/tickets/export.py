"""The list as a file: all pages, with the current filters and order."""

from typing import Any, Literal

import reflex as rx

from rca_dashboard.ui.kit.choices import CHOICES, choose_here
from rca_dashboard.ui.kit.live import ADOPTED
from rca_dashboard.ui.pushed.preferences import PreferencesState


class ExportLink(rx.Component):
    """A link to the file; without ``columns`` the file has all columns."""

    library = "$/public/live/list/export_link.js"
    tag = "ExportLink"

    view: rx.Var[str]
    format: rx.Var[str]
    columns: rx.Var[list[str]]
    separator: rx.Var[str]


_SEPARATORS: tuple[tuple[Literal["comma", "semicolon", "tab"], str], ...] = (
    ("comma", "Comma"),
    ("semicolon", "Semicolon"),
    ("tab", "Tab"),
)


def export_menu() -> rx.Component:
    """Show a button for CSV of the visible columns, and a menu with the other formats."""
    return rx.el.div(
        _link(
            rx.icon("download", size=16, aria_hidden="true"),
            rx.el.span("Export CSV", class_name="words"),
            testid="export-csv",
            columns=CHOICES.columns,
            class_name="button",
        ),
        rx.el.details(
            rx.el.summary(
                rx.icon("chevron-down", size=14, aria_hidden="true"),
                rx.el.span("More export formats", class_name="visually-hidden"),
                class_name="button",
                custom_attrs={"data-testid": "export-menu"},
            ),
            rx.el.div(
                _link("CSV, all columns", testid="export-csv-all"),
                _separator(),
                _link("JSON, visible columns", testid="export-json", format="json", columns=CHOICES.columns),
                _link("JSON, all columns", testid="export-json-all", format="json"),
                class_name="popover-body",
            ),
            class_name="popover",
        ),
        class_name="export",
    )


def _separator() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("CSV separator"),
        rx.el.div(
            *(
                rx.el.button(
                    label,
                    type="button",
                    class_name="segment",
                    on_click=[choose_here(separator=name), PreferencesState.set_separator(name)],
                    custom_attrs={"data-testid": f"separator-{name}", "aria-pressed": CHOICES.separator == name},
                )
                for name, label in _SEPARATORS
            ),
            class_name="segments",
        ),
    )


def _link(*children: Any, testid: str, format: str = "csv", **properties: Any) -> rx.Component:  # noqa: A002, ANN401 - Reflex's own
    attributes = {"data-testid": testid}
    if format == "csv":
        properties["separator"] = CHOICES.separator
    return ExportLink.create(*children, view=ADOPTED.view, format=format, custom_attrs=attributes, **properties)
