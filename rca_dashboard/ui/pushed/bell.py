"""The bell: how much is unread, and the newest of it, the same in all tabs of a person."""

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.messages import Bell
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity

MOST_IDS = 200


class BellState(rx.State):
    """One's own bell, the same in all of one's tabs; the page load says whose it is."""

    _username: str = ""

    @rx.var(cache=False, initial_value=Bell())
    def bell(self) -> Bell:
        """The bell as it was last read; never awaited."""
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
        identity = await current_identity(self)
        await running().live.bells.mark_read(identity.username)

    @rx.event
    @allowed(Role.VIEWER)
    async def dismiss(self, ids: list[int]) -> None:
        """Dismiss some of the current user's notifications."""
        identity = await current_identity(self)
        await running().live.bells.dismiss(identity.username, ids[:MOST_IDS])


async def give_bell(root: BaseState, username: str) -> None:
    """Say whose bell a browser shows."""
    bell = await root.get_state(BellState)
    bell._username = username  # noqa: SLF001 - ours; a public method of a state could be called by any browser
