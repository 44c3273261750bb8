"""Which role a handler or a route asks for, said where it is written."""

from collections.abc import Callable
from typing import Any, TypeVar

from rca_dashboard.access.identity import Role

Handler = TypeVar("Handler", bound=Callable[..., Any])
_MARK = "_rca_dashboard_least_role"
# Higher than every role: what nobody may call by name.
NEVER = 100


def allowed(role: Role) -> Callable[[Handler], Handler]:
    """State the least role that may call an event handler.

    It goes above or below ``@rx.event``; a handler without it is refused to everybody::

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
    """Return the role that a handler's function states, or None."""
    inner = getattr(function, "func", function)  # functools.partial
    return getattr(inner, _MARK, None)
