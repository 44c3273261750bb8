"""The lease: one worker leads, for as long as it renews the lease in time by the database's clock.

Whoever takes it waits its turn at the feed's counter first, as each write of a leader does: such a write is either
stored before the lease changes hands, or finds another number and is refused (``fencing.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.workers import LEASE
from rca_dashboard.store.wake_ups import Topic, announce, database_now

# A worker that was killed is replaced after 6 s at most; two renewals may fail before it counts as gone.
LEASE_SECONDS = 6.0
# A lease that ends later than any renewal makes it dates from before the database's clock was set back. It has ended:
# its holder may be gone, and a living one that loses it is fenced. The margin is for small corrections of the clock.
_LONGEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who leads, as the database says.

    Attributes:
        holder: The leader's id; empty if it has handed the lease over.
        number: Rises with each change of the holder.
        ends_at: When the lease ends if it is not renewed.
        status: JSON of the leader's status, as of its last renewal; empty before the first.
        now: The database's time when this was read.
    """

    holder: str
    number: int
    ends_at: datetime
    status: str
    now: datetime

    @property
    def is_held(self) -> bool:
        """Whether a worker leads."""
        return bool(self.holder) and self.now < self.ends_at <= self.now + _LONGEST


def read_lease(database: Database) -> Lease:
    """Return the lease."""
    with database.read() as session:
        return _lease(session.connection())


def take_lease(database: Database, holder: str) -> Lease | None:
    """Take the lease if no other worker holds it; return it with its new number, or None."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        found = _lease(connection)
        if found.is_held and found.holder != holder:
            return None
        number, ends_at = found.number + 1, found.now + timedelta(seconds=LEASE_SECONDS)
        taken = {"holder": holder, "number": number, "ends_at": ends_at}
        # Its holder may have renewed it since it was read.
        ends_at_last = LEASE.c.ends_at
        is_free = LEASE.c.holder.in_(("", holder)) | (ends_at_last <= found.now) | (ends_at_last > found.now + _LONGEST)
        if not connection.execute(update(LEASE).where(is_free).values(taken)).rowcount:
            return None
        return Lease(holder=holder, number=number, ends_at=ends_at, status=found.status, now=found.now)


def renew_lease(database: Database, holder: str, number: int, status: str, *, is_news: bool = False) -> datetime | None:
    """Renew the lease, and store the status with it.

    Args:
        database: The database.
        holder: The leader.
        number: The number under which it leads.
        status: Its status as JSON.
        is_news: Whether the other workers show the status at once.

    Returns:
        The database's time; None if another worker has taken the lease.
    """
    with database.write() as session:
        connection = session.connection()
        now = database_now(connection)
        values = {"ends_at": now + timedelta(seconds=LEASE_SECONDS), "status": status}
        is_ours = _change(connection, holder, number, values)
        if is_news and is_ours:
            announce(connection, Topic.LEASE)
    return now if is_ours else None


def hand_over_lease(database: Database, holder: str, number: int, status: str) -> None:
    """Give the lease back, so that another worker need not wait for its end."""
    with database.write() as session:
        connection = session.connection()
        if _change(connection, holder, number, {"holder": "", "ends_at": database_now(connection), "status": status}):
            announce(connection, Topic.LEASE)


def _change(connection: Connection, holder: str, number: int, values: Mapping[str, object]) -> bool:
    mine = update(LEASE).where(LEASE.c.holder == holder, LEASE.c.number == number)
    return bool(connection.execute(mine.values(values)).rowcount)


def _lease(connection: Connection) -> Lease:
    row = connection.execute(_ROW).one()
    return Lease(
        holder=row.holder, number=row.number, ends_at=row.ends_at, status=row.status, now=database_now(connection)
    )


_ROW = select(LEASE.c.holder, LEASE.c.number, LEASE.c.ends_at, LEASE.c.status)
