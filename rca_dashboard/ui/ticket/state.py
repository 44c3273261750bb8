"""Older entries of a ticket's activity, requested by one user."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import older_activity
from rca_dashboard.ui.pushed.ticket import TicketState
from rca_dashboard.ui.ticket.older import OlderActivity

OLDER_PAGE = 50
LONGEST_KEY = 60


class OlderActivityState(rx.State):
    """The page of older entries that was asked for last; the browser keeps those before it."""

    older: rx.Field[OlderActivity] = rx.field(default_factory=OlderActivity)

    @rx.event
    @allowed(Role.VIEWER)
    async def show(self, before: str) -> None:
        """Return the entries of the open ticket's activity that follow the one with a key."""
        shown = (await self.get_state(TicketState)).ticket
        if shown.sys_id and len(before) <= LONGEST_KEY:
            entries = await asyncio.to_thread(older_activity, running().database, shown.sys_id, before, OLDER_PAGE)
            self.older = OlderActivity(key=shown.key, before=before, entries=entries)
