"""The filter builder: every value of the usual fields, with how many tickets have it."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.ticket_filter import is_relative_due
from rca_dashboard.domain.views.view import InvalidViewError, View
from rca_dashboard.live.running import running
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import FilterChoices
from rca_dashboard.ui.kit.live import ADOPTED
from rca_dashboard.ui.pushed.everywhere import ChoicesState

LONGEST_KEY = 20_000
LONGEST_ZONE = 64
# The choices of the section "SLA", by what the builder calls them.
_SLA = {"breached": {"breached": "true"}, "1h": {"due_before": "1h"}, "4h": {"due_before": "4h"}}


class FilterBuilderState(rx.State):
    """The counts of this tab, read when the builder opens: pushed, they would cost each browser at each change."""

    counts: rx.Field[dict[str, dict[str, int]]] = rx.field(default_factory=dict)

    @rx.event
    @allowed(Role.VIEWER)
    async def count(self, view: str, zone: str) -> None:
        """Count the tickets of each value, among open ones where the list shows only those.

        ``zone`` is the browser's: what is due today depends on it.
        """
        try:
            is_open = View.from_key(view[:LONGEST_KEY]).filter.is_open
        except InvalidViewError:
            is_open = None
        self.counts = await asyncio.to_thread(_counts, running().database, is_open, zone[:LONGEST_ZONE])


class FilterBuilder(rx.Component):
    """Sections of values to tick, each with its count."""

    library = "$/public/live/list/filter_builder.js"
    tag = "FilterBuilder"

    view: rx.Var[str]
    choices: rx.Var[FilterChoices]
    counts: rx.Var[dict[str, dict[str, int]]]
    on_go: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]  # pyright: ignore[reportCallIssue] - it takes several


def _counts(database: Database, is_open: bool | None, zone: str) -> dict[str, dict[str, int]]:  # noqa: FBT001 - from a thread
    shown = {} if is_open is None else {"is_open": "true" if is_open else "false"}
    wanted = {**_SLA, "today": {"due_before": f"today:{zone}" if is_relative_due(f"today:{zone}") else "today"}}
    views = {name: View.from_query({**shown, **parameters}) for name, parameters in wanted.items()}
    counts = queries.view_counts(database, list(views.values()))
    of_sla = {name: counts.get(view.key, 0) for name, view in views.items()}
    return {**queries.value_counts(database, is_open=is_open), "sla": of_sla}


def filter_builder() -> rx.Component:
    """Show the builder's sections."""
    return FilterBuilder.create(
        view=ADOPTED.view,
        choices=ChoicesState.choices,
        counts=FilterBuilderState.counts,
        on_go=lambda address: rx.redirect(address),  # noqa: PLW0108 - Reflex counts its arguments
        on_open=FilterBuilderState.count,
    )
