"""The whole route table."""

import reflex as rx

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
