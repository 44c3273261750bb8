"""Delete expired rows, a few at a time, so that other writers do not wait long.

Each of these tables has a key that rises with time. Only rows at its beginning are deleted, never one in the middle:
the feed's ``seq`` stays without gaps, so that a request for deleted changes gets 410 instead of half of them. If the
local clock stepped back, the beginning ends early, and the rest is deleted another day.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Table, delete, func, select

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.audit import AUDIT
from rca_dashboard.store.schema.notifications import NOTIFICATION
from rca_dashboard.store.schema.tickets import CHANGE, POLL

# A few milliseconds of work: 1,000 rows of the feed are about 2 MB.
ROWS_AT_ONCE = 1000


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


def first_retained(database: Database, retained: RetainedTable, moment: datetime) -> int:
    """Return the key of the first row that is not older than a time; if all are older, one more than the last.

    Raises:
        DatabaseUnavailableError: If the database cannot be used.
    """
    key = retained.key_column
    young = select(key).where(retained.table.c.at >= moment).order_by(key).limit(1)
    with database.read() as session:
        connection = session.connection()
        found = connection.execute(young).scalar()
        return (connection.execute(select(func.max(key))).scalar() or 0) + 1 if found is None else found


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
