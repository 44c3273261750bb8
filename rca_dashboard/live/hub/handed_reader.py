"""The reader of the hub that sees every ticket: what this process has just written is taken from memory.

A change that leaves a ticket where it stands is put into the known page; the figures of the cards are added up. The
feed stays the truth: what is not in memory without a gap, or moves rows, is read from the database.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.page import TicketCounts, TicketPage, TicketRow
from rca_dashboard.domain.views.view import View
from rca_dashboard.domain.views.view_impact import keeps_place
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.store.engine import Database
from rca_dashboard.store.recent_changes import Batch, CountedTicket

# More than a hub with a thousand browsers has open; the oldest is forgotten, and then read again.
_MOST_PAGES = 1_000


class HandedReader(StoreReader):
    """Reads from memory what it can. All methods must be called on the event loop."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._recent = database.recent
        self._seq = -1
        self._handed: Sequence[Batch] = ()
        self._pages: dict[str, TicketPage] = {}
        self._counted: tuple[int, date, TicketCounts] | None = None

    async def changes_after(self, seq: int, limit: int) -> Sequence[Change]:
        """Return the changes after ``seq``."""
        self._handed = self._recent.after(seq)
        changes: Sequence[Change] = tuple(change for batch in self._handed for change in batch.changes)
        if not 0 < len(changes) < limit:
            self._handed = ()
            changes = await super().changes_after(seq, limit)
        if changes:
            self._seq = changes[-1].seq
        return changes

    async def rows(self, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:
        """Return the rows of these tickets."""
        known = {row.sys_id: row for batch in self._handed for row in batch.rows or ()}
        if all(batch.rows is not None for batch in self._handed) and known.keys() >= set(sys_ids):
            return tuple(known[sys_id] for sys_id in sys_ids)
        return await super().rows(sys_ids)

    async def counts(self) -> TicketCounts:
        """Return the figures of the cards."""
        today = utc_now().date()
        if self._counted is not None and self._counted[1] == today:
            seq, _, counts = self._counted
            if batches := self._whole_after(seq):
                counts = _added(counts, batches, today)
                self._counted = batches[-1].changes[-1].seq, today, counts
                return counts
        seq, counts = await self.counts_at()
        self._counted = seq, today, counts
        return counts

    async def page(self, view: View) -> TicketPage:
        """Return a view's page and the feed's ``seq`` that it shows."""
        known = self._pages.pop(view.key, None)
        page = (known and self._in_place(view, known)) or await super().page(view)
        self._pages[view.key] = page
        if len(self._pages) > _MOST_PAGES:
            del self._pages[next(iter(self._pages))]
        return page

    def _whole_after(self, seq: int) -> list[Batch]:
        """Return the batches after ``seq`` if they reach the known end of the feed and their rows are known."""
        batches = self._recent.after(seq)
        is_whole = bool(batches) and batches[-1].changes[-1].seq >= self._seq
        return batches if is_whole and all(batch.rows is not None for batch in batches) else []

    def _in_place(self, view: View, page: TicketPage) -> TicketPage | None:
        """Return a page with changed rows in their places; None if it has to be read."""
        batches = self._whole_after(page.rev)
        if not batches or not all(keeps_place(view, change) for batch in batches for change in batch.changes):
            return None
        changed = {row.sys_id: row for batch in batches for row in batch.rows or ()}
        rows = tuple(changed.get(row.sys_id, row) for row in page.rows)
        return TicketPage(
            view=page.view,
            rev=batches[-1].changes[-1].seq,
            rows=rows,
            page=page.page,
            limit=page.limit,
            total=page.total,
            pages=page.pages,
            has_more=page.has_more,
        )


def _added(counts: TicketCounts, batches: Sequence[Batch], today: date) -> TicketCounts:
    midnight = datetime.combine(today, time(), UTC)
    gone = [each for batch in batches for each in batch.gone]
    come = [each for batch in batches for each in batch.come]
    return TicketCounts(
        total=counts.total + len(come) - len(gone),
        active=counts.active + _active(come) - _active(gone),
        high_priority=counts.high_priority + _high(come) - _high(gone),
        new_today=counts.new_today + _opened(come, midnight) - _opened(gone, midnight),
    )


def _active(tickets: Sequence[CountedTicket]) -> int:
    return sum(each.is_active for each in tickets)


def _high(tickets: Sequence[CountedTicket]) -> int:
    return sum(each.is_high_priority for each in tickets)


def _opened(tickets: Sequence[CountedTicket], since: datetime) -> int:
    return sum(each.opened_at is not None and each.opened_at >= since for each in tickets)
