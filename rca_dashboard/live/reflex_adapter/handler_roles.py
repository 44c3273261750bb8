"""Which role each event handler requires. A handler that declares none is refused to everyone."""

from collections.abc import Mapping

import reflex as rx
from reflex.state import EventHandlerSetVar
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import NEVER, stated_role

_ROOT = "reflex___state____state"

# Reflex 0.10.1's own handlers by full name. Those a page needs to load and to navigate require a viewer's role.
REFLEX_HANDLERS: Mapping[str, int] = {
    f"{_ROOT}.hydrate": Role.VIEWER,
    f"{_ROOT}.hydrate_and_load": Role.VIEWER,
    f"{_ROOT}.set_is_hydrated": Role.VIEWER,
    f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal": Role.VIEWER,
    f"{_ROOT}.reflex___state____on_load_internal_state.set_is_hydrated": Role.VIEWER,
    # Sets vars of browser storage alone, which Reflex checks itself.
    f"{_ROOT}.reflex___state____update_vars_internal_state.update_vars_internal": Role.VIEWER,
    f"{_ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception": Role.VIEWER,
}


def roles_of_all_handlers(app: rx.App) -> dict[str, int | None]:
    """Return the minimum role of each registered handler by full name.

    ``NEVER`` marks a handler that must not be called (each state's ``setvar``); None one that declares no role, which
    is a mistake and refused to everyone.
    """
    context = app._registration_context or RegistrationContext.ensure_context()  # noqa: SLF001 - there is no other way
    return {name: role_of_handler(name, each) for name, each in sorted(context.event_handlers.items())}


def role_of_handler(name: str, registered: RegisteredEventHandler) -> int | None:
    """Return the minimum role of a handler."""
    if isinstance(registered.handler, EventHandlerSetVar):
        return NEVER
    own = stated_role(registered.handler.fn)
    return own if own is not None else REFLEX_HANDLERS.get(name)


def role_of_event(name: str) -> int | None:
    """Return the minimum role of an event by its handler's full name; None also if there is no such handler."""
    registered = RegistrationContext.get().event_handlers.get(name)
    return role_of_handler(name, registered) if registered is not None else None
