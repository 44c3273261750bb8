"""Second factors of accounts: the secret of an authenticator app, and recovery codes that replace it once each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.accounts import RECOVERY_CODE, SECOND_FACTOR

_F, _R = SECOND_FACTOR.c, RECOVERY_CODE.c


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFactor:
    """The authenticator app of an account.

    Attributes:
        confirmed_at: When its first code was entered; None as long as it does not count.
        last_step: The 30-second period of the last code that was accepted.
    """

    account_key: str
    secret: str
    confirmed_at: datetime | None
    last_step: int

    def __repr__(self) -> str:
        """Return a representation without the secret."""
        return f"StoredFactor({self.account_key!r}, confirmed_at={self.confirmed_at!r})"


def find_factor(database: Database, key: str) -> StoredFactor | None:
    """Return an account's second factor, confirmed or not, or None."""
    with database.read() as session:
        row = session.connection().execute(select(SECOND_FACTOR).where(_F.account_key == key)).mappings().first()
        return StoredFactor(**row) if row else None


def all_factors(database: Database) -> tuple[StoredFactor, ...]:
    """Return all second factors, confirmed or not, ordered by account."""
    with database.read() as session:
        rows = session.connection().execute(select(SECOND_FACTOR).order_by(_F.account_key)).mappings()
        return tuple(StoredFactor(**row) for row in rows)


def replace_secret(database: Database, key: str, old: str, new: str) -> None:
    """Replace what is stored of a secret, unless it has changed meanwhile."""
    same = update(SECOND_FACTOR).where(_F.account_key == key, _F.secret == old)
    with database.write() as session:
        session.connection().execute(same.values(secret=new))


def confirmed_factors(database: Database) -> frozenset[str]:
    """Return the keys of the accounts that have a second factor."""
    with database.read() as session:
        found = session.connection().execute(select(_F.account_key).where(_F.confirmed_at.is_not(None)))
        return frozenset(found.scalars())


def begin_factor(database: Database, key: str, secret: str) -> bool:
    """Store the secret of an app that is to be confirmed; return False if the account has a confirmed one."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        connection.execute(delete(SECOND_FACTOR).where(_F.account_key == key, _F.confirmed_at.is_(None)))
        if connection.execute(select(_F.account_key).where(_F.account_key == key)).first():
            return False
        values = {"account_key": key, "secret": secret, "confirmed_at": None, "last_step": 0}
        connection.execute(insert(SECOND_FACTOR).values(values))
        return True


def confirm_factor(database: Database, key: str, step: int, now: datetime, hashes: Collection[str]) -> bool:
    """Confirm an account's app with the period of its first code, and store its recovery codes; return whether it was.

    It is not if it was confirmed before: of two who confirm at once, only one has the recovery codes that count.
    """
    waiting = update(SECOND_FACTOR).where(_F.account_key == key, _F.confirmed_at.is_(None))
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        if not connection.execute(waiting.values(confirmed_at=now, last_step=step)).rowcount:
            return False
        _replace_codes(connection, key, hashes)
        return True


def replace_recovery_codes(database: Database, key: str, hashes: Collection[str]) -> None:
    """Replace an account's recovery codes."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        _replace_codes(connection, key, hashes)


def use_step(database: Database, key: str, step: int) -> bool:
    """Accept the code of a period; return False if it, or a later one, was accepted before."""
    fresh = update(SECOND_FACTOR).where(_F.account_key == key, _F.last_step < step)
    with database.write() as session:
        return session.connection().execute(fresh.values(last_step=step)).rowcount > 0


def use_recovery_code(database: Database, key: str, hashed: str) -> bool:
    """Delete a recovery code; return False if there is none of this hash."""
    mine = delete(RECOVERY_CODE).where(_R.account_key == key, _R.hash == hashed)
    with database.write() as session:
        return session.connection().execute(mine).rowcount > 0


def recovery_codes_left(database: Database, key: str) -> int:
    """Return how many recovery codes an account has."""
    counted = select(func.count()).select_from(RECOVERY_CODE).where(_R.account_key == key)
    with database.read() as session:
        return session.connection().execute(counted).scalar_one()


def delete_factor(database: Database, key: str) -> bool:
    """Delete an account's second factor and its recovery codes; return whether it had a confirmed one."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        has_one = select(_F.account_key).where(_F.account_key == key, _F.confirmed_at.is_not(None))
        was_confirmed = connection.execute(has_one).first() is not None
        connection.execute(delete(SECOND_FACTOR).where(_F.account_key == key))
        connection.execute(delete(RECOVERY_CODE).where(_R.account_key == key))
        return was_confirmed


def _replace_codes(connection: Connection, key: str, hashes: Collection[str]) -> None:
    connection.execute(delete(RECOVERY_CODE).where(_R.account_key == key))
    connection.execute(insert(RECOVERY_CODE), [{"account_key": key, "hash": each} for each in hashes])
