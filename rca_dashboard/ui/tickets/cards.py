"""The figures above the list."""

import reflex as rx

from rca_dashboard.ui.shell.on_screen import status_on_screen


def cards() -> rx.Component:
    """Show the four figures, over all tickets whatever the list's filter."""
    counts = status_on_screen().counts
    return rx.el.section(
        rx.el.dl(
            _card("All tickets", counts.total, "kpi-total", "All tickets except deleted ones"),
            _card("Active", counts.active, "kpi-active", "Tickets that are still being worked on"),
            _card("High priority", counts.high_priority, "kpi-high-priority", "Active tickets with priority 1 or 2"),
            _card("New today", counts.new_today, "kpi-new-today", "Opened since midnight UTC"),
            class_name="cards",
        ),
        custom_attrs={"aria-label": "Summary"},
    )


def _card(heading: str, figure: rx.Var[int], testid: str, meaning: str) -> rx.Component:
    is_known = status_on_screen().boot != ""
    text = rx.cond(is_known, figure.to_string(), "-")
    return rx.el.div(
        rx.el.dt(heading),
        rx.el.dd(text, custom_attrs={"data-testid": testid}),
        class_name="card",
        title=meaning,
    )
