"""Fills the states of a browser when its page loads."""

from reflex.state import BaseState

from rca_dashboard.live.page_load.context import PageLoadContext
from rca_dashboard.ui.pushed.bell import give_bell
from rca_dashboard.ui.pushed.cases import show_case
from rca_dashboard.ui.pushed.figures import show_figures
from rca_dashboard.ui.pushed.me import identify, is_first_event
from rca_dashboard.ui.pushed.operations import show_operations
from rca_dashboard.ui.pushed.preferences import give_preferences
from rca_dashboard.ui.pushed.ticket import show_ticket
from rca_dashboard.ui.pushed.ticket_list import show_view
from rca_dashboard.ui.pushed.ticket_marks import TicketMarksState
from rca_dashboard.ui.pushed.views import give_since, give_views


class PageStates:
    """The states that belong to one browser."""

    async def is_first_event(self, root: BaseState) -> bool:
        """Return True for the first event of a browser's state, and False from then on."""
        return await is_first_event(root)

    async def fill(self, load: PageLoadContext) -> None:
        """Set what a browser shows, and to which user."""
        root, username = load.root, load.identity.username
        await identify(root, load.identity)
        await show_view(root, load.view.key if load.view else "")
        await show_figures(root, load.view.key if load.view else "")
        await show_ticket(root, load.ticket_key)
        await show_case(root, load.case)
        await show_operations(root, is_here=load.is_operations)
        await give_preferences(root, username)
        await give_bell(root, username)
        await give_views(root, username, load.view.key if load.view else None)
        await give_since(root, load.since)
        if load.marks is not None:
            (await root.get_state(TicketMarksState)).marks = load.marks
