"""The filters in use, as chips."""

import reflex as rx

from rca_dashboard.store.queries import FilterChoices
from rca_dashboard.ui.kit.live import ADOPTED
from rca_dashboard.ui.pushed.everywhere import ChoicesState
from rca_dashboard.ui.tickets.names import NamesState


class FilterChips(rx.Component):
    """A chip for each active filter value, with the address that a click leads to."""

    library = "$/public/live/list/filter_chips.js"
    tag = "FilterChips"

    view: rx.Var[str]
    choices: rx.Var[FilterChoices]
    known: rx.Var[dict[str, str]]
    on_go: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_unknown: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def chips() -> rx.Component:
    """Show what narrows the list; each is taken away by a click, or all are, and beside it another value is added."""
    return FilterChips.create(
        view=ADOPTED.view,
        choices=ChoicesState.choices,
        known=NamesState.known,
        on_go=lambda address: rx.redirect(address),  # noqa: PLW0108 - Reflex counts its arguments
        on_unknown=NamesState.name_them,
    )
