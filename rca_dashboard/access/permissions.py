"""The role that a handler or route requires, declared at its definition."""

from collections.abc import Callable
from typing import Any, TypeVar

from rca_dashboard.access.identity import Role

Handler = TypeVar("Handler", bound=Callable[..., Any])
_MARK = "_rca_dashboard_least_role"
# Higher than every role: for handlers that must not be called by name.
NEVER = 100


def allowed(role: Role) -> Callable[[Handler], Handler]:
    """Declare the minimum role for an event handler.

    It goes above or below ``@rx.event``; a handler without it is refused to everyone::

        @rx.event
        @allowed(Role.VIEWER)
        async def refresh(self) -> None: ...
    """

    def state(handler: Handler) -> Handler:
        function = getattr(handler, "fn", handler)
        setattr(function, _MARK, role)
        return handler

    return state


def stated_role(function: object) -> Role | None:
    """Return the role that a handler's function declares, or None."""
    inner = getattr(function, "func", function)  # functools.partial
    return getattr(inner, _MARK, None)
