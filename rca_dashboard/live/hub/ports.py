"""What the hub stands on: where it reads, and whom it tells. Tests give it others."""

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
    """Reads the store; each call sees one snapshot of it."""

    async def page(self, view: View) -> TicketPage:
        """Return a view's page, with the feed's ``seq`` of the same snapshot as its ``rev``."""
        ...

    async def matching(self, view: View, sys_ids: Sequence[str]) -> frozenset[str]:
        """Return those of these tickets that the view's filter lets through now, whatever the page."""
        ...

    async def ticket_key(self, asked: str) -> str:
        """Return a ticket's sys_id by its sys_id or number; what was asked for where there is none."""
        ...

    async def ticket(self, key: str) -> TicketSight:
        """Return a ticket as its page shows it, with the feed's ``seq`` of the same snapshot as its ``rev``."""
        ...

    async def rows(self, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:
        """Return the rows of these tickets, deleted ones too."""
        ...

    async def counts(self) -> TicketCounts:
        """Return the cards' figures."""
        ...

    async def choices(self) -> FilterChoices:
        """Return what the filters' menus offer."""
        ...

    async def latest_seq(self) -> int:
        """Return the feed's last ``seq``, 0 when it is empty."""
        ...

    async def changes_after(self, seq: int, limit: int) -> Sequence[Change]:
        """Return the feed after ``seq``, oldest first."""
        ...


class TicketPush(Protocol):
    """Tells the readers of a ticket."""

    def occupied_tickets(self) -> frozenset[str]:
        """Return the keys of the tickets that somebody looks at."""
        ...

    async def ticket(self, ticket: TicketDetail) -> None:
        """Send a ticket to its room."""
        ...

    async def ticket_pulse(self, pulse: TicketPulse) -> None:
        """Send a heartbeat to a ticket's room."""
        ...


class Push(TicketPush, Protocol):
    """Tells browsers. A view's key names its room; ``all`` is everybody's."""

    def together(self) -> AbstractAsyncContextManager[None]:
        """Send what is told within as one frame to each browser."""
        ...

    def occupied_views(self) -> frozenset[str]:
        """Return the keys of the views that somebody looks at."""
        ...

    async def page(self, page: TicketPage, base: TicketPage | None = None) -> None:
        """Send a page to its room, or only what has changed since ``base``, which was told there last."""
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
        """Send the board to all."""
        ...

    async def choices(self, choices: FilterChoices) -> None:
        """Send what the filters' menus offer to all."""
        ...
