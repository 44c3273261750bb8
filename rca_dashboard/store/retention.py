"""Delete expired rows, a few at a time, so that other writers do not wait long.

Each of these tables has a key that rises with time. Only rows at its beginning are deleted, never one in the middle:
the feed's ``seq`` stays without gaps, so that a request for deleted changes gets 410 instead of half of them. If the
local clock stepped back, the beginning ends early, and the rest is deleted another day.

A clock that is years ahead for an hour, as after a failed battery or a restored snapshot, must not delete everything:
the time is bounded by ServiceNow's own (``trusted_now``). What was written meanwhile is dated in the future, and keeps
nothing that comes after it from being deleted in its time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Table, delete, func, select

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.audit import AUDIT
from rca_dashboard.store.schema.notifications import NOTIFICATION
from rca_dashboard.store.schema.tickets import CHANGE, CURSOR, POLL

# A few milliseconds of work: 1,000 rows of the feed are about 2 MB.
ROWS_AT_ONCE = 1000
# Clocks differ, and polls fail for hours. Where ServiceNow is not reached for longer, nothing more expires meanwhile.
_FURTHEST_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RetainedTable:
    """A table with a retention period: its name for people, the table, and the column that rises."""

    name: str
    table: Table
    key: str

    @property
    def key_column(self) -> "Column[int]":
        """The column that rises with time."""
        return self.table.c[self.key]


FEED = RetainedTable("changes", CHANGE, "seq")
POLLS = RetainedTable("polls", POLL, "id")
NOTIFICATIONS = RetainedTable("notifications", NOTIFICATION, "id")
AUDIT_LOG = RetainedTable("audit entries", AUDIT, "id")


def trusted_now(database: Database, now: datetime) -> datetime:
    """Return our time, or a day after ServiceNow's at the last poll where ours is further ahead.

    Raises:
        DatabaseUnavailableError: If the database cannot be used.
    """
    with database.read() as session:
        polled_at = session.connection().execute(select(func.max(CURSOR.c.since))).scalar()
    return min(now, polled_at + _FURTHEST_AHEAD) if polled_at else now


def first_retained(database: Database, retained: RetainedTable, moment: datetime, now: datetime) -> int:
    """Return the key of the first row that is not older than a time; if there is none, the one after the last old row.

    Args:
        database: The database.
        retained: The table.
        moment: What is older has expired.
        now: The current time: rows of a later one were written while the clock was wrong, and say nothing.

    Raises:
        DatabaseUnavailableError: If the database cannot be used.
    """
    key, at = retained.key_column, retained.table.c.at
    young = select(key).where(at >= moment, at <= now + _FURTHEST_AHEAD).order_by(key).limit(1)
    with database.read() as session:
        connection = session.connection()
        found = connection.execute(young).scalar()
        if found is not None:
            return found
        return (connection.execute(select(func.max(key)).where(at < moment)).scalar() or 0) + 1


def delete_expired(database: Database, retained: RetainedTable, before: int) -> int:
    """Delete the first rows with keys below ``before``, in one small transaction, and return how many; 0 at the end.

    Raises:
        DatabaseUnavailableError: If the database cannot be used; nothing is then deleted.
    """
    key = retained.key_column
    with database.write() as session:
        connection = session.connection()
        oldest = connection.execute(select(func.min(key))).scalar()
        if oldest is None or oldest >= before:
            return 0
        return connection.execute(delete(retained.table).where(key < min(before, oldest + ROWS_AT_ONCE))).rowcount
