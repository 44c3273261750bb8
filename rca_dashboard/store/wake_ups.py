"""Wake-ups between workers: a NOTIFY of PostgreSQL in the transaction that stores what the others should look at.

A wake-up carries no data that counts: what happened stands in the tables, and one that is lost delays the others by
a look at most. PostgreSQL takes a lock of the whole server to commit a NOTIFY, so there is one for each change that
browsers show, and none for each login or request.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, event, func, select

from rca_dashboard.clock import utc_now

CHANNEL = "rca_dashboard"
# PostgreSQL refuses 8,000 bytes.
MOST_BYTES = 7_900
_OF_THIS_TRANSACTION = "wake_ups"


class Topic(StrEnum):
    """What another worker should look at."""

    FEED = "feed"
    NOTIFICATIONS = "notifications"
    PERSONAL = "personal"
    COMMAND = "command"
    ANSWER = "answer"
    LEASE = "lease"
    HINTS = "hints"
    BURSTS = "bursts"
    HELLO = "hello"


def announce(connection: Connection, topic: Topic, payload: str = "") -> None:
    """Wake the other workers when this transaction commits. SQLite has one worker, and nothing to wake."""
    if connection.dialect.name == "postgresql":
        wake_up = f"{topic.value} {payload}"
        connection.execute(select(func.pg_notify(CHANNEL, wake_up)))
        if _OF_THIS_TRANSACTION in connection.info:
            connection.info[_OF_THIS_TRANSACTION].append(wake_up)


def also_publish(engine: Engine, publish: Callable[[str], None]) -> None:
    """Call ``publish`` with each wake-up of a transaction when it has committed, in the thread that committed."""

    def begun(connection: Connection) -> None:
        connection.info[_OF_THIS_TRANSACTION] = []

    def committed(connection: Connection) -> None:
        for wake_up in connection.info.pop(_OF_THIS_TRANSACTION, ()):
            publish(wake_up)

    event.listen(engine, "begin", begun)
    event.listen(engine, "commit", committed)


def database_now(connection: Connection) -> datetime:
    """Return the time by the database's clock, which all workers share; not that of the transaction's start."""
    if connection.dialect.name == "postgresql":
        return connection.execute(select(func.clock_timestamp())).scalar_one()
    return utc_now()
