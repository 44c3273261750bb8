"""The header: the page's name, the search over all tickets, the state of both connections, and the bell."""

from collections.abc import Callable

import reflex as rx

from rca_dashboard.domain.views.view import LONGEST_QUERY
from rca_dashboard.ui.kit.controls import go
from rca_dashboard.ui.kit.live import SearchBox, is_searching, parameter
from rca_dashboard.ui.pushed.everywhere import StatusState
from rca_dashboard.ui.shell.bell import bell_button
from rca_dashboard.ui.shell.connection import sync_chip


def header(title: str | rx.Component, heading: Callable[..., rx.Component]) -> rx.Component:
    """Show the header; its height is fixed, so that nothing below it ever moves."""
    return rx.el.header(
        heading(title, class_name="page-name"),
        rx.cond(
            StatusState.status.is_demo,
            rx.el.span("Demo data", class_name="demo", title="Sample tickets from the built-in ServiceNow simulator"),
        ),
        rx.el.div(_search(), sync_chip(), bell_button(), class_name="header-end"),
        class_name="header",
    )


def _search() -> rx.Component:
    return rx.el.div(
        rx.icon("search", size=14, aria_hidden="true"),
        SearchBox.create(
            value=parameter("query"),
            on_search=lambda words: go(query=words, replaces=is_searching()),
            class_name="input search",
            custom_attrs={
                "data-testid": "search-input",
                "placeholder": "Search number, text or name",
                "maxLength": LONGEST_QUERY,
                "autoComplete": "off",
                "aria-keyshortcuts": "/",
                "aria-label": "Search tickets",
            },
        ),
        rx.el.kbd("/", aria_hidden="true"),
        class_name="search-field",
        role="search",
    )
