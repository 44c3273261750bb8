"""The outcomes of a login attempt."""

from dataclasses import dataclass
from typing import Literal, Protocol

from rca_dashboard.access.identity import Identity
from rca_dashboard.store.accounts import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person has entered to log in.

    Attributes:
        new_password: Replaces a generated password; empty if none was asked for.
        code: Of the second factor; empty if none was asked for.
    """

    username: str
    password: str
    new_password: str = ""
    code: str = ""

    def __repr__(self) -> str:
        """Return a representation without what is secret."""
        return f"Given({self.username!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A login that succeeded.

    Attributes:
        cookie: The value of the ``Set-Cookie`` header.
        recovery_codes: New ones, if this login has confirmed a second factor; shown this once.
    """

    identity: Identity
    cookie: str
    recovery_codes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return a representation without the cookie."""
        return f"LoggedIn({self.identity.username!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A login that failed.

    Only a caller who knows the password learns that an account is disabled, has to use single sign-on, or needs more
    than a password.

    Attributes:
        message: What is wrong with a new password, or why a code cannot be checked.
    """

    reason: Literal[
        "wrong",
        "slowed",
        "disabled",
        "single_sign_on",
        "password_change",
        "invalid_password",
        "second_factor",
        "wrong_code",
        "enrolment",
    ]
    wait_seconds: int = 0
    message: str = ""


class FurtherSteps(Protocol):
    """What a login needs after a correct password."""

    async def take(self, account: Account, given: Given, address: str) -> Refused | tuple[str, ...]:
        """Return what is missing or wrong, or else new recovery codes, of which there may be none."""
        ...
