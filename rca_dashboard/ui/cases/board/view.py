"""How a browser shows the cases: as a board or a list, all of them or the user's own."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.ui.pushed.me import current_identity


class BoardView(rx.State):
    """The choices of one browser."""

    is_list: bool = False
    is_mine: bool = False
    me: str = ""

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Know whose cases are the user's own."""
        self.me = (await current_identity(self)).username

    @rx.event
    @allowed(Role.VIEWER)
    def show_list(self, is_list: bool) -> None:  # noqa: FBT001 - an event's arguments are positional
        """Show the list or the board."""
        self.is_list = is_list

    @rx.event
    @allowed(Role.VIEWER)
    def show_mine(self, is_mine: bool) -> None:  # noqa: FBT001 - the same
        """Show the user's own cases, or all."""
        self.is_mine = is_mine
