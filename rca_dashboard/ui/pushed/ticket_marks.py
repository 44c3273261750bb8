"""The user's marks on tickets: opened and watched."""

from dataclasses import replace

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import LARGEST_LIMIT
from rca_dashboard.live.messages import Marks
from rca_dashboard.live.running import running
from rca_dashboard.store.personal.read_marks import Opened
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.pushed.ticket_list import view_of
from rca_dashboard.ui.pushed.undo import ReadAllTickets, ReadTickets, offer_undo


class TicketMarksState(rx.State):
    """The marks sent last; the browser merges them into those it has, and into the rows."""

    marks: rx.Field[Marks] = rx.field(default_factory=Marks)

    @rx.event
    @allowed(Role.VIEWER)
    async def ask(self, sys_ids: list[str]) -> None:
        """Send the marks on tickets that were added to the page after it was loaded."""
        identity = await current_identity(self)
        self.marks = await running().live.personal.marks(identity.username, _bounded(sys_ids))

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_all_read(self) -> None:
        """Mark the tickets of the list on the screen as read; of the whole list, every ticket so far."""
        username = (await current_identity(self)).username
        view = await view_of(self)
        personal = running().live.personal
        if replace(view.filter, is_open=None) == TicketFilter():
            before = await personal.read_until(username)
            await personal.mark_all_read(username)
            await offer_undo(self, "All tickets marked as read", ReadAllTickets(*before))
        else:
            await self._offer(await personal.mark_view_read(username, view), "in this view ")

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_read(self, sys_ids: list[str]) -> None:
        """Mark the selected tickets as read."""
        username = (await current_identity(self)).username
        await self._offer(await running().live.personal.mark_read(username, _bounded(sys_ids)), "")

    @rx.event
    @allowed(Role.VIEWER)
    async def watch(self, sys_ids: list[str]) -> None:
        """Watch the selected tickets."""
        username = (await current_identity(self)).username
        for sys_id in _bounded(sys_ids):
            await running().live.personal.set_watched(username, sys_id, is_watched=True)

    async def _offer(self, before: Opened, where: str) -> None:
        count = len(before)
        text = f"{count:,} {'ticket' if count == 1 else 'tickets'} {where}marked as read"
        await offer_undo(self, text, ReadTickets(before))


def _bounded(sys_ids: list[str]) -> list[str]:
    return [sys_id[:64] for sys_id in sys_ids[:LARGEST_LIMIT]]


async def mark_opened(username: str, sys_id: str) -> bool:
    """Store that a user has opened a ticket as it is now, and update all their tabs; False if it does not exist."""
    return await running().live.personal.mark_opened(username, sys_id)
