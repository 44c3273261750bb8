"""The outcomes of a login attempt."""

from dataclasses import dataclass
from typing import Literal

from rca_dashboard.access.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A login that succeeded. ``cookie`` is the value of the ``Set-Cookie`` header."""

    identity: Identity
    cookie: str

    def __repr__(self) -> str:
        """Return a representation without the cookie."""
        return f"LoggedIn({self.identity.username!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A login that failed.

    Only a caller who knows the password learns that an account is disabled, or has to use single sign-on.
    """

    reason: Literal["wrong", "slowed", "disabled", "single_sign_on"]
    wait_seconds: int = 0
