"""The bell: the unread count and the latest notifications, the same in all tabs of a user."""

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.messages import Bell
from rca_dashboard.live.running import running
from rca_dashboard.store.personal.notifications import NotificationsBefore
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.pushed.undo import ChangedNotifications, offer_undo

MOST_IDS = 200


class BellState(rx.State):
    """The user's bell, the same in all their tabs; the page load sets the user."""

    _username: str = ""

    @rx.var(cache=False, initial_value=Bell())
    def bell(self) -> Bell:
        """The bell as last read; never awaits."""
        return running().live.bells.bell(self._username)

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_read(self, ids: list[int]) -> None:
        """Mark some of the current user's notifications as read."""
        identity = await current_identity(self)
        await running().live.bells.mark_read(identity.username, ids[:MOST_IDS])

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_all_read(self) -> None:
        """Mark all of the current user's notifications as read."""
        identity, bells = await current_identity(self), running().live.bells
        before = await bells.state_of(identity.username)
        count = await bells.mark_read(identity.username)
        text = f"{count:,} {'notification' if count == 1 else 'notifications'} marked as read"
        await offer_undo(self, text, ChangedNotifications(NotificationsBefore(unread=before.unread)))

    @rx.event
    @allowed(Role.VIEWER)
    async def dismiss(self, ids: list[int]) -> None:
        """Dismiss some of the current user's notifications."""
        identity = await current_identity(self)
        await running().live.bells.dismiss(identity.username, ids[:MOST_IDS])


async def give_bell(root: BaseState, username: str) -> None:
    """Set whose bell a browser shows."""
    bell = await root.get_state(BellState)
    bell._username = username  # noqa: SLF001 - ours; a public method of a state could be called by any browser
