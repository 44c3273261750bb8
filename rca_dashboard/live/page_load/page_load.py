"""What happens between "browser connects" and "list on screen", in the order in which it happens.

A browser sends an event when it connects, comes back or navigates. Reflex calls ``PageLoad.preprocess`` before it
handles that event, and holds the lock of the browser's states meanwhile. The guard looks at every event; then the steps
of ``PageLoad`` run one after the other:

1. ``count_connection``: the operations page shows how many browsers connect.
2. ``choose``: finds the view, the ticket and the page that the address names.
3. ``join``: the socket enters their rooms, and leaves all others. *Before* anything is read, so that no change is lost
   between what is read and what is pushed.
4. ``read_shared``: reads the page and the ticket, unless the hub holds them already for other browsers.
5. ``read_personal``: reads the user's preferences, marks, bell and views.
6. ``fill``: sets the states to what they show, and to which user.
7. ``send_first_frame``: sends all of it in one frame. A browser that reconnects is left to Reflex.

If the database cannot be read, the page opens with what was last known: the browser is in its rooms, and the hub sends
the rest as soon as it can.
"""

import contextlib
from dataclasses import dataclass

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.push_metrics import Usage
from rca_dashboard.live.page_load.context import PageLoadContext, PageStates, Step
from rca_dashboard.live.page_load.guard import Guard
from rca_dashboard.live.page_load.rooms import Rooms
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.looks import Looks
from rca_dashboard.live.personal.named_views import NamedViews
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.live.reflex_adapter.first_frame import FirstFrame
from rca_dashboard.live.reflex_adapter.socket import is_connect, is_page_load, root_of, sid_of, url_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.live.sights import Sights
from rca_dashboard.store.limits import limit_task
from rca_dashboard.store.queries import DatabaseUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLoadParts:
    """The dependencies of a page load."""

    guard: Guard
    socket_sessions: SocketSessions
    rooms: Rooms
    sights: Sights
    personal: Personal
    bells: Bells
    views: NamedViews
    looks: Looks
    operations: OperationsDesk
    usage: Usage
    states: PageStates
    first_frame: FirstFrame


class PageLoad(rx.Middleware):
    """Prepares a page before its first delta; the app's only middleware."""

    def __init__(self, parts: PageLoadParts) -> None:
        self._parts = parts
        self._steps: tuple[Step, ...] = (
            self.count_connection,
            parts.rooms.choose,
            parts.rooms.join,
            self.read_shared,
            self.read_personal,
            parts.states.fill,
            self.send_first_frame,
        )

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's interface
        """Return the answer to an event, or None to let Reflex handle it."""
        refusal = await self._parts.guard.refusal(state, event)
        if refusal is not None:
            return refusal
        root = root_of(state)
        # From here on, whatever the event reads is limited to what its user may see.
        limit_task(self._parts.sights.visibility_of(self._parts.socket_sessions.identity(sid_of(root))))
        if not is_page_load(event):
            await self._parts.states.is_first_event(root)
            return None
        sid = sid_of(root)
        identity = self._parts.socket_sessions.identity(sid)
        load = PageLoadContext(root=root, event=event, sid=sid, url=url_of(root), identity=identity)
        for step in self._steps:
            answer = await step(load)
            if answer is not None:
                return answer
        return None

    async def count_connection(self, load: PageLoadContext) -> None:
        """Count a browser that connects or reconnects, but not navigation."""
        if is_connect(load.event):
            self._parts.usage.count_connect(again=self._parts.socket_sessions.is_again(load.sid))

    async def read_shared(self, load: PageLoadContext) -> None:
        """Read what all browsers of a room show, unless it has been read already."""
        sight = self._parts.sights.of(load.identity)
        if load.view is not None:
            with contextlib.suppress(DatabaseUnavailableError):
                await sight.hub.open(load.view)
                await sight.figures.open(load.view.key)
        if load.ticket_key:
            with contextlib.suppress(DatabaseUnavailableError):
                await sight.hub.tickets.open(load.ticket_key)
        if load.case is not None:
            with contextlib.suppress(DatabaseUnavailableError):
                await sight.cases.open(load.case)
        if load.is_operations:
            with contextlib.suppress(DatabaseUnavailableError):
                await self._parts.operations.open()

    async def read_personal(self, load: PageLoadContext) -> None:
        """Read the user's preferences, their marks on the rows of the page, their bell and their views."""
        username, hub = load.identity.username, self._parts.sights.of(load.identity).hub
        rows = hub.page(load.view.key).rows if load.view else ()
        with contextlib.suppress(DatabaseUnavailableError):
            load.marks = await self._parts.personal.open(username, [row.sys_id for row in rows])
        with contextlib.suppress(DatabaseUnavailableError):
            await self._parts.bells.open(username)
        with contextlib.suppress(DatabaseUnavailableError):
            await self._parts.views.open(username, hub.view_counts)
        with contextlib.suppress(DatabaseUnavailableError):
            load.since = await self._parts.looks.open(load.sid, username, load.view)

    async def send_first_frame(self, load: PageLoadContext) -> StateUpdate | None:
        """Answer a browser's very first event with everything that its page shows."""
        if not await self._parts.states.is_first_event(load.root):
            return None
        return self._parts.first_frame.answer(load.root, load.event)
