"""Tokens of programs: whose they are, what they allow, and when they were last used. A revoked one is deleted."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from rca_dashboard.store.accounts import Account
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.accounts import ACCOUNT, API_TOKEN
from rca_dashboard.store.texts import storable

_T = API_TOKEN.c


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """One token.

    Attributes:
        hash: The SHA-256 of the token, which itself is shown once and kept nowhere.
        role: At most this role; the owner's own counts if it is lower.
        scopes: Names separated by commas.
    """

    id: str
    hash: str
    account_key: str
    name: str
    role: str
    scopes: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    last_used_from: str = ""

    def __repr__(self) -> str:
        """Return a representation without the hash."""
        return f"StoredToken({self.name!r} of {self.account_key!r})"


def add_token(database: Database, token: StoredToken, *, most: int) -> bool:
    """Store a token; return False if its owner has ``most`` already. Expired ones are deleted first."""
    mine = _T.account_key == token.account_key
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        connection.execute(delete(API_TOKEN).where(mine, _T.expires_at < token.created_at))
        if connection.execute(select(func.count()).select_from(API_TOKEN).where(mine)).scalar_one() >= most:
            return False
        connection.execute(insert(API_TOKEN).values({**asdict(token), "name": storable(token.name)}))
    return True


def find_tokens(database: Database, hashes: Collection[str]) -> dict[str, tuple[StoredToken, Account]]:
    """Return those of these tokens that exist, expired or not, with their owners; by their hashes."""
    both = select(API_TOKEN, ACCOUNT).join(ACCOUNT, ACCOUNT.c.key == _T.account_key)
    found: dict[str, tuple[StoredToken, Account]] = {}
    with database.read() as session:
        for row in session.connection().execute(both.where(_T.hash.in_(sorted(hashes)))).mappings():
            token = StoredToken(**{column.name: row[column] for column in _T})
            found[token.hash] = token, Account(**{column.name: row[column] for column in ACCOUNT.c})
    return found


def tokens(database: Database, account_key: str | None) -> tuple[tuple[StoredToken, str], ...]:
    """Return the tokens of an account, or of all for None, with their owners' usernames; the newest first."""
    wanted = select(API_TOKEN, ACCOUNT.c.username).join(ACCOUNT, ACCOUNT.c.key == _T.account_key)
    if account_key is not None:
        wanted = wanted.where(_T.account_key == account_key)
    with database.read() as session:
        rows = session.connection().execute(wanted.order_by(_T.created_at.desc(), _T.id)).mappings()
        return tuple((StoredToken(**{c.name: row[c] for c in _T}), row[ACCOUNT.c.username]) for row in rows)


def delete_token(database: Database, token_id: str, account_key: str | None) -> StoredToken | None:
    """Delete a token of an account, or of any for None; return it, or None if there is no such token."""
    mine = _T.id == storable(token_id)
    if account_key is not None:
        mine &= _T.account_key == account_key
    with database.write() as session:
        connection = session.connection()
        row = connection.execute(select(API_TOKEN).where(mine)).mappings().first()
        connection.execute(delete(API_TOKEN).where(mine))
        return StoredToken(**row) if row else None


def touch_tokens(database: Database, used: Mapping[str, tuple[datetime, str]]) -> None:
    """Record when and from which address tokens were last used, by their ids."""
    if not used:
        return
    with database.write() as session:
        for token_id, (at, address) in sorted(used.items()):
            changed = update(API_TOKEN).where(_T.id == token_id)
            session.connection().execute(changed.values(last_used_at=at, last_used_from=storable(address)))
