"""Logins: where an account is logged in, since when, and which logins were ended."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from rca_dashboard.store.accounts import Account, revoke_logins
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.accounts import ACCOUNT, SESSION
from rca_dashboard.store.schema.tickets import KEPT_VALUE

_SECRET = "session_secret"  # noqa: S105 - the name it is kept under
# Parameters of one statement: PostgreSQL allows 65,535, older SQLite 32,766.
_MOST_IDS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """One login. ``id`` is the SHA-256 of its token; the token itself exists only in the browser's cookie.

    Attributes:
        provider_session: The identity provider's own session, where the login came from; else empty.
        id_token: Names the login to the identity provider at the logout; it gives no access.
    """

    id: str
    account_key: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    revoked_at: datetime | None = None
    provider_session: str = ""
    id_token: str = ""


def add_session(database: Database, login: StoredSession, *, forget_before: datetime) -> None:
    """Store a login as its account's last one, and delete those that had expired before a time."""
    with database.write() as session:
        connection = session.connection()
        connection.execute(delete(SESSION).where(SESSION.c.expires_at < forget_before))
        connection.execute(insert(SESSION).values(asdict(login)))
        mine = update(ACCOUNT).where(ACCOUNT.c.key == login.account_key)
        connection.execute(mine.values(last_login_at=login.created_at))


def find_sessions(database: Database, session_ids: Collection[str]) -> dict[str, tuple[StoredSession, Account]]:
    """Return those of these logins that exist, ended or not, with their accounts; by their ids."""
    ids = sorted(session_ids)
    both = select(SESSION, ACCOUNT).join(ACCOUNT, ACCOUNT.c.key == SESSION.c.account_key)
    found: dict[str, tuple[StoredSession, Account]] = {}
    with database.read() as session:
        for start in range(0, len(ids), _MOST_IDS):
            these = both.where(SESSION.c.id.in_(ids[start : start + _MOST_IDS]))
            for row in session.connection().execute(these).mappings():
                login = StoredSession(**{column.name: row[column] for column in SESSION.c})
                found[login.id] = login, Account(**{column.name: row[column] for column in ACCOUNT.c})
    return found


def sessions_of(database: Database, key: str, now: datetime, idle_since: datetime) -> tuple[StoredSession, ...]:
    """Return an account's active logins, the most recently used first."""
    goes_on = SESSION.c.revoked_at.is_(None) & (SESSION.c.expires_at > now) & (SESSION.c.last_used_at > idle_since)
    mine = select(SESSION).where(SESSION.c.account_key == key, goes_on).order_by(SESSION.c.last_used_at.desc())
    with database.read() as session:
        return tuple(StoredSession(**row) for row in session.connection().execute(mine).mappings())


def touch_sessions(database: Database, session_ids: Collection[str], at: datetime) -> None:
    """Record when logins were last used."""
    ids = sorted(session_ids)
    if not ids:
        return
    with database.write() as session:
        for start in range(0, len(ids), _MOST_IDS):
            these = SESSION.c.id.in_(ids[start : start + _MOST_IDS])
            session.connection().execute(update(SESSION).where(these).values(last_used_at=at))


def revoke_session(database: Database, key: str, session_id: str, at: datetime) -> bool:
    """End one login of an account; return False if it has no such active login."""
    mine = (SESSION.c.id == session_id) & (SESSION.c.account_key == key) & SESSION.c.revoked_at.is_(None)
    with database.write() as session:
        changed = session.connection().execute(update(SESSION).where(mine).values(revoked_at=at))
        return changed.rowcount > 0


def revoke_sessions(database: Database, key: str, at: datetime, *, except_session: str | None) -> tuple[str, ...]:
    """End all logins of an account except one, and return the ended ones."""
    with database.write() as session:
        return revoke_logins(session.connection(), key, at, except_session)


def revoked_since(database: Database, at: datetime) -> frozenset[str]:
    """Return the logins that were ended at or after a time."""
    ended = select(SESSION.c.id).where(SESSION.c.revoked_at >= at)
    with database.read() as session:
        return frozenset(session.connection().execute(ended).scalars())


def has_logged_in_from(database: Database, key: str, address: str) -> bool:
    """Return whether the account is known to have logged in from an address."""
    known = select(SESSION.c.id).where(SESSION.c.account_key == key, SESSION.c.address == address).limit(1)
    with database.read() as session:
        return session.connection().execute(known).first() is not None


def kept_secret(database: Database, generate: Callable[[], str]) -> str:
    """Return the secret that signs cookies; the first process to call creates it, and all others get the same."""
    kept = select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _SECRET)
    with database.read() as session:
        found = session.connection().execute(kept).scalar()
    if found:
        return found
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        found = connection.execute(kept).scalar()
        if not found:
            found = generate()
            connection.execute(insert(KEPT_VALUE).values(name=_SECRET, value=found))
        return found
