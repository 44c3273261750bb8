"""The filter builder: every value of the usual fields, with how many tickets have it."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.view import InvalidViewError, View
from rca_dashboard.live.running import running
from rca_dashboard.store import queries
from rca_dashboard.store.queries import FilterChoices
from rca_dashboard.ui.kit.live import ADOPTED
from rca_dashboard.ui.pushed.everywhere import ChoicesState

LONGEST_KEY = 20_000


class FilterBuilderState(rx.State):
    """The counts of this tab, read when the builder opens: pushed, they would cost each browser at each change."""

    counts: rx.Field[dict[str, dict[str, int]]] = rx.field(default_factory=dict)

    @rx.event
    @allowed(Role.VIEWER)
    async def count(self, view: str) -> None:
        """Count the tickets of each value, among open ones where the list shows only those."""
        try:
            is_open = View.from_key(view[:LONGEST_KEY]).filter.is_open
        except InvalidViewError:
            is_open = None
        self.counts = await asyncio.to_thread(queries.value_counts, running().database, is_open=is_open)


class FilterBuilder(rx.Component):
    """Sections of values to tick, each with its count."""

    library = "$/public/live/list/filter_builder.js"
    tag = "FilterBuilder"

    view: rx.Var[str]
    choices: rx.Var[FilterChoices]
    counts: rx.Var[dict[str, dict[str, int]]]
    on_go: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def filter_builder() -> rx.Component:
    """Show the builder's sections."""
    return FilterBuilder.create(
        view=ADOPTED.view,
        choices=ChoicesState.choices,
        counts=FilterBuilderState.counts,
        on_go=lambda address: rx.redirect(address),  # noqa: PLW0108 - Reflex counts its arguments
        on_open=FilterBuilderState.count,
    )
