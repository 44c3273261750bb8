"""Who asks, and what they may."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

_SCOPE_KEY = "rca_dashboard.identity"


class Role(IntEnum):
    """What somebody may; a higher role may all that a lower one may.

    Attributes:
        NOBODY: Has not logged in; sees the login and whether the app is alive.
        VIEWER: Reads, and keeps what is one's own: marks, preferences, notifications. Who could not even pause the list
            would be disturbed by it all day.
        AGENT: Works tickets; nothing here asks for more than a viewer's role yet.
        ADMIN: Also operations and accounts.
    """

    NOBODY = 0
    VIEWER = 1
    AGENT = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request or a socket belongs to.

    Attributes:
        session_id: The login's id, empty where there is none: nobody's, and everybody's.
    """

    username: str
    role: Role
    session_id: str = ""


NOBODY = Identity(username="", role=Role.NOBODY)
# Where everybody may see and do everything: the demo, and an instance opened on purpose.
EVERYBODY = Identity(username="everybody", role=Role.ADMIN)


def identity_of(scope: MutableMapping[str, Any]) -> Identity:
    """Return who an ASGI scope belongs to; nobody, where no gate has said who."""
    return scope.get(_SCOPE_KEY, NOBODY)


def identify(scope: MutableMapping[str, Any], identity: Identity) -> None:
    """Say who an ASGI scope belongs to."""
    scope[_SCOPE_KEY] = identity
