"""When a page loads, its states learn what belongs to the person: choices, and marks on the rows of the page."""

import contextlib

import reflex as rx
from reflex.state import BaseState
from reflex_base.event import Event

from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.personal.preferences_and_marks import Personal
from rca_dashboard.live.reflex_adapter.socket import is_page_load, sid_of
from rca_dashboard.live.reflex_adapter.socket_sessions import SocketSessions
from rca_dashboard.store.queries import DatabaseUnavailableError


class Personalize(rx.Middleware):
    """Sets ``_username`` of a state with preferences, and ``marks`` of one with marks; runs after the view is known.

    Args:
        personal: Knows what belongs to whom.
        hub: Knows the page that the browser is about to get.
        socket_sessions: Says whose a socket is.
        tickets: Has ``_view_key``.
        preferences: Has ``_username``.
        marks: Has ``marks``.
    """

    def __init__(
        self,
        personal: Personal,
        hub: Hub,
        socket_sessions: SocketSessions,
        *,
        tickets: type[BaseState],
        preferences: type[BaseState],
        marks: type[BaseState],
    ) -> None:
        self._personal = personal
        self._hub = hub
        self._socket_sessions = socket_sessions
        self._tickets = tickets
        self._preferences = preferences
        self._marks = marks

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> None:  # noqa: ARG002 - Reflex's interface
        """Set what belongs to the person; other events pass."""
        if not is_page_load(event):
            return
        root = state._get_root_state()  # noqa: SLF001 - the event's leaf may be any state
        username = self._socket_sessions.identity(sid_of(root)).username
        preferences = await root.get_state(self._preferences)
        preferences._username = username  # noqa: SLF001 - a backend var: no browser can set it
        key = (await root.get_state(self._tickets))._view_key  # noqa: SLF001 - the same  # pyright: ignore[reportAttributeAccessIssue] - the state class of the wiring
        rows = self._hub.page(key).rows if key else ()
        # Without its database the page opens all the same, with the choices that were last known.
        with contextlib.suppress(DatabaseUnavailableError):
            (await root.get_state(self._marks)).marks = await self._personal.open(  # pyright: ignore[reportAttributeAccessIssue]
                username, [row.sys_id for row in rows]
            )
