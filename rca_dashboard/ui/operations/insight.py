"""The index of similar tickets: its size, its age and its cost."""

import reflex as rx

from rca_dashboard.ui.operations.pieces import Figure, facts, status_words
from rca_dashboard.ui.pushed.operations import OperationsState


def insight() -> rx.Component:
    """Show what the insight holds and costs."""
    shown = OperationsState.view.insight
    state = rx.cond(
        shown.is_on, rx.cond(shown.is_complete, "up to date", "reading tickets"), "off: set INSIGHT=true to turn it on"
    )
    return rx.el.section(
        rx.el.h2("Insight"),
        facts(
            ("State", status_words(rx.cond(shown.is_on, "ok", "paused"), state, "insight-state")),
            ("Tickets searched", Figure.create(value=shown.tickets)),
            ("Memory of the index", rx.el.span(shown.megabytes, class_name="figures")),
            ("Changes behind", Figure.create(value=shown.behind)),
            ("Random pairs compared", Figure.create(value=shown.pairs)),
            ("Watched for bursts", Figure.create(value=shown.watched_keys)),
            ("Processor time, s", Figure.create(value=shown.cpu_seconds)),
        ),
        class_name="panel",
        custom_attrs={"data-testid": "operations-insight"},
    )
