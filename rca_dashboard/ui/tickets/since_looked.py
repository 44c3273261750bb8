"""A line above the list: what has happened to it since the user last looked."""

from typing import Any

import reflex as rx

from rca_dashboard.domain.views.since_looked import KINDS
from rca_dashboard.ui.kit.live import Moment, list_address, parameter
from rca_dashboard.ui.language.sentences import written
from rca_dashboard.ui.pushed.views import SinceLookedState
from rca_dashboard.ui.ticket.open_ticket import ListRef


def since_looked() -> rx.Component:
    """Show how many tickets are new, escalated, reassigned and resolved, each a link that filters by it."""
    since: Any = SinceLookedState.since
    return rx.cond(
        (since.count > 0) & (parameter("since_looked") == ""),
        rx.el.p(
            # Out of sight where the list is narrow: the counts are what is looked for.
            rx.el.span("Since you last looked (", Moment.create(at=since.at), "): ", class_name="since-when"),
            *(_kind(kind, getattr(since, kind)) for kind in KINDS),
            _link("any", rx.cond(since.has_more, "show the latest", "show all")),
            class_name="since-looked",
            custom_attrs={"data-testid": "since-looked", "data-count": since.count.to_string()},
        ),
    )


def _kind(kind: str, count: Any) -> rx.Component:  # noqa: ANN401 - a Var
    return rx.cond(count > 0, rx.fragment(_link(kind, rx.fragment(written(count), f" {kind}")), ", "))


def _link(kind: str, text: Any) -> rx.Component:  # noqa: ANN401 - a component or a Var
    return ListRef.create(
        text,
        href=list_address(since_looked=kind),
        class_name="link",
        custom_attrs={"data-testid": f"since-{kind}"},
    )
