"""Accounts: who may log in. A change that ends logins ends them in the same transaction."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.accounts import ACCOUNT, API_TOKEN, SESSION

_ADMIN = "admin"


class LastAdminError(Exception):
    """Raised if a change would leave no enabled admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user account, as stored.

    Attributes:
        key: The case-folded username; unique.
        role: ``viewer``, ``agent`` or ``admin``.
        source: ``password``, ``oidc`` or ``proxy``: who says that a person is the account's.
        subject: What identifies the person at the provider; empty for a password, and before the first login there.
        groups: JSON: the groups and roles that the provider or proxy named at the last login.
        must_change_password: The password was generated, and only a new one may be used to log in.
    """

    key: str
    username: str
    password_hash: str
    role: str
    is_disabled: bool
    created_at: datetime
    password_changed_at: datetime
    source: str = "password"
    subject: str = ""
    name: str = ""
    email: str = ""
    groups: str = "[]"
    must_change_password: bool = False
    last_login_at: datetime | None = None

    def __repr__(self) -> str:
        """Return the representation of the account, without its password's hash."""
        return f"Account({self.username!r}, {self.role!r}, is_disabled={self.is_disabled})"


def find_account(database: Database, key: str) -> Account | None:
    """Return an account by its key, or None."""
    with database.read() as session:
        return account_of(session.connection(), key)


def all_accounts(database: Database) -> tuple[Account, ...]:
    """Return all accounts, ordered by name."""
    with database.read() as session:
        rows = session.connection().execute(select(ACCOUNT).order_by(ACCOUNT.c.key)).mappings()
        return tuple(Account(**row) for row in rows)


def last_used_tokens(database: Database) -> dict[str, datetime]:
    """Return when an API token of each account was last used, by the accounts' keys."""
    latest = select(API_TOKEN.c.account_key, func.max(API_TOKEN.c.last_used_at)).group_by(API_TOKEN.c.account_key)
    with database.read() as session:
        return {key: at for key, at in session.connection().execute(latest) if at is not None}


def has_accounts(database: Database) -> bool:
    """Return whether any account exists."""
    with database.read() as session:
        return session.connection().execute(select(ACCOUNT.c.key).limit(1)).first() is not None


def add_account(database: Database, account: Account, *, is_first: bool = False) -> bool:
    """Add an account; return False if one of that name exists.

    Args:
        database: A migrated database.
        account: The new account.
        is_first: Add it only if there is no account at all; several processes may try at once.
    """
    try:
        with database.write() as session:
            connection = session.connection()
            take_turn(connection)
            if is_first and connection.execute(select(ACCOUNT.c.key).limit(1)).first():
                return False
            connection.execute(insert(ACCOUNT).values(asdict(account)))
    except IntegrityError:
        return False
    return True


def change_account(
    database: Database,
    key: str,
    changes: Mapping[str, Any],
    *,
    revoke_at: datetime | None = None,
    except_session: str | None = None,
) -> tuple[str, ...] | None:
    """Change an account, and end its logins.

    Args:
        database: A migrated database.
        key: The account's key.
        changes: New values by column.
        revoke_at: When its logins end; None keeps them.
        except_session: A login that is kept.

    Returns:
        The ended logins, or None if there is no such account.

    Raises:
        LastAdminError: If no enabled admin would remain; nothing is changed then.
    """
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)  # two admins who demote each other must not both succeed
        if account_of(connection, key) is None:
            return None
        had_admins = _enabled_admins(connection) > 0
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.key == key).values(**changes))
        if had_admins and not _enabled_admins(connection):
            raise LastAdminError
        return () if revoke_at is None else revoke_logins(connection, key, revoke_at, except_session)


def replace_hash(database: Database, key: str, old: str, new: str) -> None:
    """Replace a password's hash, unless the password has changed meanwhile."""
    with database.write() as session:
        changed = update(ACCOUNT).where(ACCOUNT.c.key == key, ACCOUNT.c.password_hash == old)
        session.connection().execute(changed.values(password_hash=new))


def account_of(connection: Connection, key: str) -> Account | None:
    """Return an account as this transaction sees it, or None."""
    row = connection.execute(select(ACCOUNT).where(ACCOUNT.c.key == key)).mappings().first()
    return Account(**row) if row else None


def revoke_logins(connection: Connection, key: str, at: datetime, except_session: str | None) -> tuple[str, ...]:
    """End an account's logins in this transaction, and return those that were still active."""
    mine = (SESSION.c.account_key == key) & SESSION.c.revoked_at.is_(None) & (SESSION.c.expires_at > at)
    if except_session is not None:
        mine &= SESSION.c.id != except_session
    ended = tuple(connection.execute(select(SESSION.c.id).where(mine)).scalars())
    connection.execute(update(SESSION).where(mine).values(revoked_at=at))
    return ended


def _enabled_admins(connection: Connection) -> int:
    admins = select(func.count()).where(ACCOUNT.c.role == _ADMIN, ACCOUNT.c.is_disabled.is_(False))
    return connection.execute(admins).scalar_one()
