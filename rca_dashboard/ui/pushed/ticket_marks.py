"""One's own marks on tickets: what has been opened, and what is watched."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.view import LARGEST_LIMIT
from rca_dashboard.live.messages import Marks
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity


class TicketMarksState(rx.State):
    """The marks that were told last; the browser joins them to those it knows, and to the rows."""

    marks: rx.Field[Marks] = rx.field(default_factory=Marks)

    @rx.event
    @allowed(Role.VIEWER)
    async def ask(self, sys_ids: list[str]) -> None:
        """Tell the marks on tickets that came onto the page after it was loaded."""
        identity = await current_identity(self)
        wanted = [sys_id[:64] for sys_id in sys_ids[:LARGEST_LIMIT]]
        self.marks = await running().live.personal.marks(identity.username, wanted)

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_all_read(self) -> None:
        """Count every ticket that has arrived till now as read."""
        identity = await current_identity(self)
        await running().live.personal.mark_all_read(identity.username)


async def mark_opened(username: str, sys_id: str) -> bool:
    """Keep that somebody has opened a ticket as it is now, and tell all their tabs; False for no such ticket."""
    return await running().live.personal.mark_opened(username, sys_id)
