"""Changes of users' preferences and marks, for workers that hold tabs of the same users."""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.personal import PERSONAL_CHANGE, TICKET_MARK
from rca_dashboard.store.wake_ups import Topic, announce, database_now

_C = PERSONAL_CHANGE.c
# Saved views are counted under no username: which users see one depends on whether it is shared.
SAVED_VIEWS = ""


def take_personal_turn(connection: Connection, username: str) -> None:
    """Wait until no other transaction changes this user's data, and count the change; other workers are woken."""
    row = {"username": username, "revision": 1, "at": database_now(connection)}
    changed = {"revision": _C.revision + 1, "at": row["at"]}
    insert_of = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert_of(PERSONAL_CHANGE).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["username"], set_=changed))
    announce(connection, Topic.PERSONAL)


def personal_revisions_since(database: Database, at: datetime) -> dict[str, int]:
    """Return the users whose data has changed since a time, with the number of their last change."""
    recent = select(_C.username, _C.revision).where(_C.at >= at)
    with database.read() as session:
        return {row.username: row.revision for row in session.connection().execute(recent)}


def marked_since(database: Database, username: str, at: datetime) -> tuple[str, ...]:
    """Return the sys_ids of the tickets that a user has opened, or begun or ceased to watch, since a time."""
    mine = select(TICKET_MARK.c.sys_id).where(TICKET_MARK.c.username == username, TICKET_MARK.c.at >= at)
    with database.read() as session:
        return tuple(session.connection().execute(mine).scalars())
