"""The hub's interfaces: what it reads from and what it sends to. Tests supply their own."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from rca_dashboard.domain.notifications.notice import Notice
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.domain.views.page import TicketCounts, TicketPage, TicketRow
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.messages import ChangedRows, Pulse, Status, TicketPulse
from rca_dashboard.store.queries import FilterChoices
from rca_dashboard.store.tickets.detail import TicketSight


class Reader(Protocol):
    """Reads the store; each call sees one snapshot."""

    async def page(self, view: View) -> TicketPage:
        """Return a view's page; its ``rev`` is the feed's ``seq`` in the same snapshot."""
        ...

    async def matching(self, view: View, sys_ids: Sequence[str]) -> frozenset[str]:
        """Return those of these tickets that match the view's filter now, on whatever page."""
        ...

    async def ticket_key(self, asked: str) -> str:
        """Return a ticket's sys_id by its sys_id or number, or the argument itself if there is no such ticket."""
        ...

    async def ticket(self, key: str) -> TicketSight:
        """Return a ticket as its page shows it; its ``rev`` is the feed's ``seq`` in the same snapshot."""
        ...

    async def rows(self, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:
        """Return the rows of these tickets, including deleted ones."""
        ...

    async def counts(self) -> TicketCounts:
        """Return the figures of the cards."""
        ...

    async def choices(self) -> FilterChoices:
        """Return the options in the filter menus."""
        ...

    async def view_counts(self, views: Sequence[View]) -> dict[str, int]:
        """Return how many tickets each view has, by its key."""
        ...

    async def latest_seq(self) -> int:
        """Return the feed's last ``seq``, or 0 if the feed is empty."""
        ...

    async def changes_after(self, seq: int, limit: int) -> Sequence[Change]:
        """Return the changes after ``seq``, oldest first."""
        ...


class TicketPush(Protocol):
    """Sends to the browsers that show a ticket."""

    def occupied_tickets(self) -> frozenset[str]:
        """Return the keys of the tickets whose rooms are occupied."""
        ...

    async def ticket(self, ticket: TicketDetail) -> None:
        """Send a ticket to its room."""
        ...

    async def ticket_pulse(self, pulse: TicketPulse) -> None:
        """Send a heartbeat to a ticket's room."""
        ...


class Push(TicketPush, Protocol):
    """Sends to browsers. A view's key names its room; all browsers are in the room ``all``."""

    def together(self) -> AbstractAsyncContextManager[None]:
        """Send everything pushed inside the block as one frame to each browser."""
        ...

    def occupied_views(self) -> frozenset[str]:
        """Return the keys of the views whose rooms are occupied."""
        ...

    async def page(self, page: TicketPage, base: TicketPage | None = None) -> None:
        """Send a page to its room, or only what has changed since ``base``, the page last sent there."""
        ...

    async def pulse(self, pulse: Pulse) -> None:
        """Send a heartbeat to its room."""
        ...

    async def changed(self, changed: ChangedRows) -> None:
        """Send changed rows to all."""
        ...

    async def status(self, status: Status) -> None:
        """Send the status to all."""
        ...

    async def notices(self, notices: tuple[Notice, ...]) -> None:
        """Send the notices to all."""
        ...

    async def choices(self, choices: FilterChoices) -> None:
        """Send the options in the filter menus to all."""
        ...


async def ignore_changes(changes: Sequence[Change]) -> None:
    """Ignore the changes."""
