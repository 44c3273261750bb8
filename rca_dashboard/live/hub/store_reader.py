"""The hub's reader: queries the store in worker threads, so that a slow query never blocks the event loop."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import CASE_TABLE
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.domain.views.page import TicketCounts, TicketPage, TicketRow
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.store import feed, queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.figures import list_figures
from rca_dashboard.store.listing.membership import matching
from rca_dashboard.store.listing.totals import ticket_counts_at
from rca_dashboard.store.tickets import detail as history


class StoreReader:
    """Reads tickets and the feed for the hub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, view: View) -> TicketPage:
        """Return a view's page and the feed's ``seq`` from the same snapshot."""
        return await asyncio.to_thread(queries.ticket_page, self._database, view)

    async def matching(self, view: View, sys_ids: Sequence[str]) -> frozenset[str]:
        """Return those of these tickets that match the view's filter now."""
        return await asyncio.to_thread(matching, self._database, view.filter, sys_ids)

    async def ticket_key(self, asked: str) -> str:
        """Return a ticket's sys_id by its sys_id or number."""
        return await asyncio.to_thread(history.ticket_key, self._database, asked)

    async def ticket(self, key: str) -> history.TicketSight:
        """Return a ticket as its page shows it, with its case: an edit of any case may give it one."""
        sight = await asyncio.to_thread(history.ticket_sight, self._database, key)
        label = await asyncio.to_thread(queries.case_label, self._database, sight.detail.sys_id)
        return history.TicketSight(replace(sight.detail, case=label), sight.depends_on | {CASE_TABLE})

    async def rows(self, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:
        """Return the rows of these tickets."""
        return await asyncio.to_thread(queries.ticket_rows, self._database, sys_ids)

    async def counts(self) -> TicketCounts:
        """Return the figures of the cards."""
        return await asyncio.to_thread(queries.ticket_counts, self._database, now=utc_now())

    async def counts_at(self) -> tuple[int, TicketCounts]:
        """Return the figures of the cards, and the feed's ``seq`` in the same snapshot."""
        return await asyncio.to_thread(ticket_counts_at, self._database, now=utc_now())

    async def choices(self) -> queries.FilterChoices:
        """Return the options in the filter menus."""
        return await asyncio.to_thread(queries.choices, self._database)

    async def view_counts(self, views: Sequence[View]) -> dict[str, int]:
        """Return how many tickets each view has."""
        return await asyncio.to_thread(queries.view_counts, self._database, views)

    async def figures(self, wanted: TicketFilter) -> ListFigures:
        """Return the figures of a filter."""
        return await asyncio.to_thread(list_figures, self._database, wanted, now=utc_now())

    async def latest_seq(self) -> int:
        """Return the feed's last ``seq``."""
        return await asyncio.to_thread(feed.latest_seq, self._database)

    async def changes_after(self, seq: int, limit: int) -> Sequence[Change]:
        """Return the changes after ``seq``."""
        return await asyncio.to_thread(feed.changes_after, self._database, seq, limit)
