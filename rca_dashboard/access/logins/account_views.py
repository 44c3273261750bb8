"""Accounts as pages see them, and what is wrong with a change."""

from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.access.identity import Role
from rca_dashboard.store.accounts import Account


class AccountError(Exception):
    """A change of an account that cannot be made; the text says why in one sentence.

    Attributes:
        code: Its name for programs.
        wait_seconds: After which it may be tried again, where that is the reason.
    """

    def __init__(self, code: str, message: str, *, wait_seconds: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account, without its password's hash."""

    username: str
    role: Role
    is_disabled: bool
    created_at: datetime
    password_changed_at: datetime


def account_view(account: Account) -> AccountView:
    """Return a stored account as pages see it."""
    return AccountView(
        username=account.username,
        role=Role[account.role.upper()],
        is_disabled=account.is_disabled,
        created_at=account.created_at,
        password_changed_at=account.password_changed_at,
    )
