"""Links by which people choose a password: for a new account, or after an admin's reset. Each works once."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from rca_dashboard.store.accounts import Account, account_of, revoke_logins
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.accounts import ACCOUNT, PASSWORD_LINK

_L = PASSWORD_LINK.c


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """One link.

    Attributes:
        hash: The SHA-256 of the secret, which is in the link alone.
        purpose: ``invitation`` or ``reset``.
    """

    hash: str
    account_key: str
    purpose: str
    created_at: datetime
    expires_at: datetime
    created_by: str

    def __repr__(self) -> str:
        """Return a representation without the hash."""
        return f"StoredLink({self.purpose!r} of {self.account_key!r})"


def add_link(database: Database, link: StoredLink) -> None:
    """Store a link in place of the account's earlier ones, and delete those that have expired."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        old = (_L.account_key == link.account_key) | (_L.expires_at < link.created_at)
        connection.execute(delete(PASSWORD_LINK).where(old))
        connection.execute(insert(PASSWORD_LINK).values(asdict(link)))


def find_link(database: Database, hashed: str) -> tuple[StoredLink, Account] | None:
    """Return a link and its account, or None."""
    with database.read() as session:
        connection = session.connection()
        row = connection.execute(select(PASSWORD_LINK).where(_L.hash == hashed)).mappings().first()
        account = account_of(connection, row["account_key"]) if row else None
        return (StoredLink(**row), account) if row and account else None


def use_link(database: Database, hashed: str, password_hash: str, now: datetime) -> tuple[str, ...] | None:
    """Set the password of a link's account, end its logins, and delete its links.

    Returns:
        The ended logins, or None if the link has been used or has expired, or its account is disabled.
    """
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)  # of two who use a link at once, one does
        key = connection.execute(select(_L.account_key).where(_L.hash == hashed, _L.expires_at > now)).scalar()
        account = account_of(connection, key) if key else None
        if account is None or account.is_disabled:
            return None
        changes = {"password_hash": password_hash, "password_changed_at": now, "must_change_password": False}
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.key == account.key).values(**changes))
        connection.execute(delete(PASSWORD_LINK).where(_L.account_key == account.key))
        return revoke_logins(connection, account.key, now, None)
