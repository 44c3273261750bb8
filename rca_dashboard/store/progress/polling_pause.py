"""Whether polling is paused, as an admin last decided; it holds across restarts and changes of the leader."""

import json

from sqlalchemy import Connection, delete, insert, select

from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.tickets import KEPT_VALUE

_NAME = "polling_pause"


def is_polling_paused(database: Database, *, is_enabled: bool) -> bool:
    """Return whether polling is paused.

    Args:
        database: The database.
        is_enabled: ``SERVICENOW_ENABLE_POLLING``: a decision under another value of it no longer counts.
    """
    with database.read() as session:
        kept = _kept(session.connection())
    return kept["is_paused"] if kept.get("is_enabled") is is_enabled else not is_enabled


def keep_polling_pause(database: Database, *, is_paused: bool, is_enabled: bool) -> None:
    """Store that an admin has paused polling, or started it."""
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _NAME))
        value = json.dumps({"is_paused": is_paused, "is_enabled": is_enabled})
        connection.execute(insert(KEPT_VALUE).values(name=_NAME, value=value))


def _kept(connection: Connection) -> dict[str, bool]:
    value = connection.execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _NAME)).scalar()
    return json.loads(value) if value else {}
