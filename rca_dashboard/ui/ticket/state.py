"""A ticket's older changes, requested by one user."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import older_changes
from rca_dashboard.ui.pushed.ticket import TicketState
from rca_dashboard.ui.ticket.older import OlderChanges

OLDER_PAGE = 50
LARGEST_SEQ = 2**53


class OlderChangesState(rx.State):
    """The page of older changes that was asked for last; the browser keeps those before it."""

    older: rx.Field[OlderChanges] = rx.field(default_factory=OlderChanges)

    @rx.event
    @allowed(Role.VIEWER)
    async def show(self, before: int) -> None:
        """Return the changes of the open ticket that came before a ``seq``."""
        shown = (await self.get_state(TicketState)).ticket
        if shown.sys_id and 0 <= before <= LARGEST_SEQ:
            entries = await asyncio.to_thread(older_changes, running().database, shown.sys_id, before, OLDER_PAGE)
            self.older = OlderChanges(key=shown.key, before=before, entries=entries)
