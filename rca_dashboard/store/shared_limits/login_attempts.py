"""Attempts to log in, as all workers count them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, text

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.workers import LOGIN_ATTEMPTS
from rca_dashboard.store.wake_ups import database_now

# An arbitrary key for the advisory lock: attempts are counted one after the other, 2 ms each.
_ADVISORY_LOCK = 18_03_02
_FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed attempts, and the times of the last two by the database's clock."""

    attempts: int
    at: datetime
    at_before: datetime


# Given the counts and the time, it returns those to store.
Change = Callable[[Mapping[str, Attempts], datetime], Mapping[str, Attempts]]


def change_attempts(database: Database, keys: Collection[str], change: Change) -> None:
    """Read some counts and store what ``change`` makes of them, while no other worker does; 0 attempts are deleted."""
    with database.write() as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        now = database_now(connection)
        of_these = LOGIN_ATTEMPTS.c.key.in_(keys)
        found = {
            row.key: Attempts(row.attempts, row.at, row.at_before)
            for row in connection.execute(select(LOGIN_ATTEMPTS).where(of_these))
        }
        changed = change(found, now)
        if changed == found:
            return
        connection.execute(delete(LOGIN_ATTEMPTS).where(of_these | (LOGIN_ATTEMPTS.c.at < now - _FORGOTTEN_AFTER)))
        rows = [{"key": key, **asdict(each)} for key, each in changed.items() if each.attempts > 0]
        if rows:
            connection.execute(insert(LOGIN_ATTEMPTS), rows)
