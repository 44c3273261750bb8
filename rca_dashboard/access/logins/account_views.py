"""Accounts as pages see them, and the errors of account changes."""

from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.access.identity import Role
from rca_dashboard.store.accounts import Account


class AccountError(Exception):
    """An account change that is refused; the text says why in one sentence.

    Attributes:
        code: The machine-readable code.
        wait_seconds: When to retry, if there were too many attempts.
    """

    def __init__(self, code: str, message: str, *, wait_seconds: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account, without its password hash.

    Attributes:
        source: ``password``, ``oidc`` or ``proxy``: where its owner logs in.
        is_invited: Its owner has not chosen a password yet.
    """

    username: str
    role: Role
    is_disabled: bool
    created_at: datetime
    password_changed_at: datetime
    source: str
    is_invited: bool
    must_change_password: bool
    last_login_at: datetime | None


def account_view(account: Account) -> AccountView:
    """Return a stored account as pages see it."""
    return AccountView(
        username=account.username,
        role=Role[account.role.upper()],
        is_disabled=account.is_disabled,
        created_at=account.created_at,
        password_changed_at=account.password_changed_at,
        source=account.source,
        is_invited=account.source == "password" and not account.password_hash,
        must_change_password=account.must_change_password,
        last_login_at=account.last_login_at,
    )
