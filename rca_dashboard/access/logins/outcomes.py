"""What comes of an attempt to log in."""

from dataclasses import dataclass
from typing import Literal

from rca_dashboard.access.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A login that succeeded. ``cookie`` is the value of the ``Set-Cookie`` header."""

    identity: Identity
    cookie: str

    def __repr__(self) -> str:
        """Name the login without its cookie."""
        return f"LoggedIn({self.identity.username!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A login that did not succeed. That an account is disabled is told to who knows its password alone."""

    reason: Literal["wrong", "slowed", "disabled"]
    wait_seconds: int = 0
