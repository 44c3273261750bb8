"""The open ticket of every browser: a window on the hub's shared detail, without a copy of its own."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.live.messages import TicketPulse
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import older_changes
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.ticket.older import OlderChanges

NO_TICKET = TicketDetail()
OLDER_PAGE = 50
LARGEST_SEQ = 2**53


class TicketState(rx.State):
    """Shows the ticket that the browser's URL names; ``live.join`` sets its key."""

    _key: str = ""

    @rx.var(cache=False, initial_value=NO_TICKET)
    def ticket(self) -> TicketDetail:
        """Return the shared detail; read again for each delta, never awaited."""
        return running().hub.tickets.detail(self._key) if self._key else NO_TICKET

    @rx.var(cache=False, initial_value=TicketPulse())
    def pulse(self) -> TicketPulse:
        """Nothing between heartbeats."""
        return TicketPulse()

    @rx.event
    @allowed(Role.VIEWER)
    async def resync(self) -> None:
        """Send the ticket again, in this event's own delta. A browser asks when its detail is older than the hub's."""
        if self._key:
            await running().hub.tickets.open(self._key)

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_opened(self) -> None:
        """Keep that this person has opened the ticket, and learn whether they watch it."""
        if sys_id := self.ticket.sys_id:
            identity = await current_identity(self)
            await running().personal.mark_opened(identity.username, sys_id)

    @rx.event
    @allowed(Role.VIEWER)
    async def watch(self, is_watched: bool) -> None:  # noqa: FBT001 - an event's argument
        """Watch the ticket, or stop watching it."""
        if sys_id := self.ticket.sys_id:
            identity = await current_identity(self)
            await running().personal.set_watched(identity.username, sys_id, is_watched=is_watched)


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
