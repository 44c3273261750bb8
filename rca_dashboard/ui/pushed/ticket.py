"""The open ticket of every browser: a window on the hub's shared detail, without a copy of its own."""

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.tickets.detail import TicketDetail
from rca_dashboard.live.messages import TicketPulse
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.pushed.sight import sight_of

NO_TICKET = TicketDetail()


class TicketState(rx.State):
    """Shows the ticket that the browser's URL names; the page load sets its key."""

    _key: str = ""

    @rx.var(cache=False, initial_value=NO_TICKET)
    def ticket(self) -> TicketDetail:
        """Return the shared detail; read again for each delta, never awaited."""
        return sight_of(self).hub.tickets.detail(self._key) if self._key else NO_TICKET

    @rx.var(cache=False, initial_value=TicketPulse())
    def pulse(self) -> TicketPulse:
        """Empty except in heartbeats."""
        return TicketPulse()

    @rx.event
    @allowed(Role.VIEWER)
    async def resync(self) -> None:
        """Send the ticket again, in this event's own delta. A browser asks when its detail is older than the hub's."""
        if self._key:
            await sight_of(self).hub.tickets.open(self._key)

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_opened(self) -> None:
        """Store that the user has opened the ticket, and read whether they watch it."""
        if sys_id := self.ticket.sys_id:
            identity = await current_identity(self)
            await running().live.personal.mark_opened(identity.username, sys_id)

    @rx.event
    @allowed(Role.VIEWER)
    async def watch(self, is_watched: bool) -> None:  # noqa: FBT001 - an event's argument
        """Watch the ticket, or stop watching it."""
        if sys_id := self.ticket.sys_id:
            identity = await current_identity(self)
            await running().live.personal.set_watched(identity.username, sys_id, is_watched=is_watched)


async def show_ticket(root: BaseState, key: str) -> None:
    """Set which ticket a browser shows; empty if its address names none."""
    ticket = await root.get_state(TicketState)
    ticket._key = key  # noqa: SLF001 - ours; a public method of a state could be called by any browser
