"""The ticket list of every browser: a window on the hub's shared page, without a copy of its own."""

import contextlib
from datetime import timedelta

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.page_patch import PagePatch
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import DatabaseUnavailableError
from rca_dashboard.sync.workers.steering import SteeredPoller
from rca_dashboard.ui.pushed.sight import sight_of

FRESH = timedelta(seconds=1)

# Compiled into the page; for a page with a negative rev a browser shows the skeleton.
NOTHING_YET = TicketPage(view="", rev=-1)


class TicketListState(rx.State):
    """Shows the page of the view that the browser's URL names; the page load sets the view."""

    _view_key: str = ""

    @rx.var(cache=False, initial_value=NOTHING_YET)
    def page(self) -> TicketPage:
        """The shared page; looked up with each delta, never awaits."""
        return sight_of(self).hub.page(self._view_key)

    @rx.var(cache=False, initial_value=PagePatch())
    def patch(self) -> PagePatch:
        """Empty except in pushes, in which the hub sends the changes of the page."""
        return PagePatch()

    @rx.event
    @allowed(Role.VIEWER)
    async def resync(self) -> None:
        """Send the page again, in this event's own delta. A browser asks when its page is older than the hub's."""
        await sight_of(self).hub.open(View.from_key(self._view_key))

    @rx.event(background=True)
    @allowed(Role.VIEWER)
    async def refresh(self) -> None:
        """Poll ServiceNow now, and read the page again; in the background, so that the tab stays responsive."""
        await _poll_for_a_reader(running().sync.poller)
        async with self:
            key, hub = self._view_key, sight_of(self).hub
        await hub.refresh(View.from_key(key))


async def show_view(root: BaseState, key: str) -> None:
    """Set which view a browser shows; None if its page is not a list."""
    tickets = await root.get_state(TicketListState)
    tickets._view_key = key  # noqa: SLF001 - ours; a public method of a state could be called by any browser


async def view_of(state: rx.State) -> View:
    """Return the view that a browser shows."""
    tickets = await state.get_state(TicketListState)
    return View.from_key(tickets._view_key)  # noqa: SLF001 - as above


async def _poll_for_a_reader(poller: SteeredPoller) -> None:
    """Poll, unless an admin has paused polling or ServiceNow was just read: a thousand users may click at once."""
    status = poller.status()
    is_fresh = status.succeeded_at and utc_now() - status.succeeded_at < FRESH
    if status.health is not PollerHealth.PAUSED and not is_fresh:
        with contextlib.suppress(DatabaseUnavailableError):  # the page says itself what does not work
            await poller.poll_now(ends_pause=False)
