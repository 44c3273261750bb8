"""The bell in the header: how much is unread, and the newest ten of it."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.messages import Bell
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.everywhere import StatusState
from rca_dashboard.ui.pushed.me import current_identity

MOST_IDS = 200


class BellState(rx.State):
    """One's own bell, the same in all of one's tabs; ``live.ring`` says whose it is."""

    _username: str = ""

    @rx.var(cache=False, initial_value=Bell())
    def bell(self) -> Bell:
        """The bell as it was last read; never awaited."""
        return running().bells.bell(self._username)

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_read(self, ids: list[int]) -> None:
        """Mark some of the current user's notifications as read."""
        identity = await current_identity(self)
        await running().bells.mark_read(identity.username, ids[:MOST_IDS])

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_all_read(self) -> None:
        """Mark all of the current user's notifications as read."""
        identity = await current_identity(self)
        await running().bells.mark_read(identity.username)

    @rx.event
    @allowed(Role.VIEWER)
    async def dismiss(self, ids: list[int]) -> None:
        """Dismiss some of the current user's notifications."""
        identity = await current_identity(self)
        await running().bells.dismiss(identity.username, ids[:MOST_IDS])


class BellButton(rx.Component):
    """The button, its panel, and where notifications enter the page."""

    library = "$/public/live/notifications/bell.js"
    tag = "BellButton"

    bell: rx.Var[Bell]
    boot: rx.Var[str]
    on_read: rx.EventHandler[rx.event.passthrough_event_spec(list[int])]
    on_read_all: rx.EventHandler[rx.event.no_args_event_spec]


def bell_button() -> rx.Component:
    """Show the bell."""
    return BellButton.create(
        rx.icon("bell", size=16, aria_hidden="true"),
        bell=BellState.bell,
        boot=StatusState.status.boot,
        on_read=BellState.mark_read,
        on_read_all=BellState.mark_all_read,
    )
