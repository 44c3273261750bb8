"""The whole route table."""

from typing import Any

import reflex as rx
from reflex.app import default_error_boundary

from rca_dashboard.ui.tickets.page import dashboard

LIST_ROUTE = "/"


def add_pages(app: rx.App) -> None:
    """Add every page to the app."""
    app.add_page(
        dashboard,
        route=LIST_ROUTE,
        title="Tickets · RCA Dashboard",
        description="Every ServiceNow ticket, live.",
    )


def around_every_page() -> dict[str, Any]:
    """Give what the app puts around its pages: the style, the toaster, the icon."""
    return {
        "stylesheets": ["/style.css"],
        "toaster": rx.toast.provider(position="top-right", close_button=True, visible_toasts=4),
        "html_lang": "en",
        "head_components": [
            rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
            rx.el.script(src="/live/socket_watch.js"),
        ],
        # Reflex's own overlay tells of a lost connection in a second way; ours is in the header and the corner.
        "app_wraps": {(55, "ErrorBoundary"): _error_boundary},
    }


def _error_boundary(is_stateful: bool) -> rx.Component:  # noqa: FBT001 - Reflex's interface
    return default_error_boundary(**({} if is_stateful else {"on_error": rx.noop()}))
