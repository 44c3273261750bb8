"""When a page loads, its state learns who it belongs to."""

import reflex as rx
from reflex.state import BaseState
from reflex_base.event import Event

from rca_dashboard.live.reflex_adapter.socket import is_page_load, sid_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions


class Introduce(rx.Middleware):
    """Sets ``_identity`` of a state class; it runs after the guard."""

    def __init__(self, socket_sessions: SocketSessions, me: type[BaseState]) -> None:
        self._socket_sessions = socket_sessions
        self._me = me

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> None:  # noqa: ARG002 - Reflex's interface
        """Introduce; other events pass."""
        if not is_page_load(event):
            return
        root = state._get_root_state()  # noqa: SLF001 - the event's leaf may be any state
        me = await root.get_state(self._me)
        me._identity = self._socket_sessions.identity(sid_of(root))  # noqa: SLF001 - a backend var
