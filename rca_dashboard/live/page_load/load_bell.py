"""When a page loads, its bell is read: the browser is in its person's room by then, so nothing falls between."""

import contextlib

import reflex as rx
from reflex.state import BaseState
from reflex_base.event import Event

from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.reflex_adapter.socket import is_page_load, sid_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.queries import DatabaseUnavailableError


class Ring(rx.Middleware):
    """Sets ``_username`` of a state with a bell; it runs after rooms are joined."""

    def __init__(self, bells: Bells, socket_sessions: SocketSessions, bell: type[BaseState]) -> None:
        self._bells = bells
        self._socket_sessions = socket_sessions
        self._bell = bell

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> None:  # noqa: ARG002 - Reflex's interface
        """Read the bell before the event's own delta carries it; other events pass."""
        if not is_page_load(event):
            return
        root = state._get_root_state()  # noqa: SLF001 - the event's leaf may be any state
        username = self._socket_sessions.identity(sid_of(root)).username
        (await root.get_state(self._bell))._username = username  # noqa: SLF001 - a backend var: no browser can set it
        # Without its database the page opens all the same; the bell comes with the next look at the feed.
        with contextlib.suppress(DatabaseUnavailableError):
            await self._bells.open(username)
