"""The similar tickets of the open ticket, asked for by one browser."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.running import Running, running
from rca_dashboard.store import queries
from rca_dashboard.ui.pushed.ticket import TicketState
from rca_dashboard.ui.similar.shown import SimilarShown, shown_of


class SimilarState(rx.State):
    """Holds the answer for the ticket that was opened last; it is no part of any push."""

    shown: rx.Field[SimilarShown] = rx.field(default_factory=SimilarShown)

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Find the tickets that are like the open one."""
        open_ticket = (await self.get_state(TicketState)).ticket
        if open_ticket.sys_id:
            self.shown = await asyncio.to_thread(_find, running(), open_ticket.sys_id)


def _find(services: Running, sys_id: str) -> SimilarShown:
    ticket = queries.ticket(services.database, sys_id)
    if ticket is None or services.insight is None:
        return SimilarShown(key=sys_id, is_off=services.insight is None)
    return shown_of(ticket, services.insight.similar(ticket), services.insight.cluster_of(sys_id))
