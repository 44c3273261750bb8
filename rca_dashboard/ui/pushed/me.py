"""The user of this browser, for display only: the guard checks the session itself."""

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.domain.audit import Actor
from rca_dashboard.live.running import running


class MeState(rx.State):
    """The name and the role; the page load sets them."""

    _identity: Identity = Identity(username="", role=Role.NOBODY)
    _has_sent: bool = False

    @rx.var(initial_value="")
    def username(self) -> str:
        """The account's name; empty if no login is required."""
        return self._identity.username if self._identity.session_id else ""

    @rx.var(initial_value=False)
    def may_share(self) -> bool:
        """Whether the user may share views with everyone."""
        return self._identity.role >= Role.AGENT

    @rx.var(initial_value=False)
    def may_edit(self) -> bool:
        """Whether the user may edit cases."""
        return self._identity.role >= Role.AGENT

    @rx.var(initial_value=False)
    def is_admin(self) -> bool:
        """Whether to show the accounts and operations pages."""
        return self._identity.role >= Role.ADMIN


async def identify(root: BaseState, identity: Identity) -> None:
    """Set the user of a browser."""
    me = await root.get_state(MeState)
    me._identity = identity  # noqa: SLF001 - ours; a public method of a state could be called by any browser


async def is_first_event(root: BaseState) -> bool:
    """Return True for the first event of a browser's state, and False from then on."""
    me = await root.get_state(MeState)
    is_first = not me._has_sent  # noqa: SLF001 - ours, as above
    if is_first:
        me._has_sent = True  # noqa: SLF001 - the same
    return is_first


async def current_identity(state: rx.State) -> Identity:
    """Return the user of an event, from the current session.

    Raises:
        PermissionError: If the login has ended since the guard let the event pass.
    """
    parts = running()
    opened_by = parts.live.socket_sessions.identity(state.router.session.session_id)
    identity = await parts.access.sessions.current(opened_by)
    if identity is None:
        message = "the login has ended"
        raise PermissionError(message)
    return identity


async def current_actor(state: rx.State) -> Actor:
    """Return who acts by an event, and from where, for the audit log.

    Raises:
        PermissionError: As ``current_identity``.
    """
    identity = await current_identity(state)
    return Actor(identity.username, running().live.socket_sessions.address(state.router.session.session_id))
