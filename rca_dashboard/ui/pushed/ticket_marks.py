"""The user's marks on tickets: opened and watched."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.view import LARGEST_LIMIT
from rca_dashboard.live.messages import Marks
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity


class TicketMarksState(rx.State):
    """The marks sent last; the browser merges them into those it has, and into the rows."""

    marks: rx.Field[Marks] = rx.field(default_factory=Marks)

    @rx.event
    @allowed(Role.VIEWER)
    async def ask(self, sys_ids: list[str]) -> None:
        """Send the marks on tickets that were added to the page after it was loaded."""
        identity = await current_identity(self)
        wanted = [sys_id[:64] for sys_id in sys_ids[:LARGEST_LIMIT]]
        self.marks = await running().live.personal.marks(identity.username, wanted)

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_all_read(self) -> None:
        """Mark every ticket so far as read."""
        identity = await current_identity(self)
        await running().live.personal.mark_all_read(identity.username)


async def mark_opened(username: str, sys_id: str) -> bool:
    """Store that a user has opened a ticket as it is now, and update all their tabs; False if it does not exist."""
    return await running().live.personal.mark_opened(username, sys_id)
