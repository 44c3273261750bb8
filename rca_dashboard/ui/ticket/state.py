"""The open ticket of every browser: a window on the hub's shared detail, without a copy of its own."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.ticket_detail import TicketDetail
from rca_dashboard.live.messages import TicketPulse
from rca_dashboard.live.running import running

NO_TICKET = TicketDetail()


class TicketState(rx.State):
    """Shows the ticket that the browser's URL names; ``live.join`` sets its key."""

    _key: str = ""

    @rx.var(cache=False, initial_value=NO_TICKET)
    def ticket(self) -> TicketDetail:
        """The shared detail; asked anew with each delta, never awaited."""
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
