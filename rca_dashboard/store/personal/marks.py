"""Which tickets a user has opened, at which revision, and which they watch."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.personal_changes import take_personal_turn
from rca_dashboard.store.schema.personal import TICKET_MARK
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable

_M = TICKET_MARK.c
# Parameters of one statement: PostgreSQL allows 65,535, older SQLite 32,766.
_MOST_IDS = 1_000
_WATCHING = select(_M.sys_id, _M.username).where(
    _M.is_watched.is_(True), _M.sys_id.in_(bindparam("sys_ids", expanding=True))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMark:
    """A user's mark on a ticket.

    Attributes:
        opened_revision: The ticket's revision when it was last opened; 0 if it was never opened.
    """

    sys_id: str
    opened_revision: int = 0
    is_watched: bool = False


def marks_of(database: Database, username: str, sys_ids: Collection[str]) -> dict[str, TicketMark]:
    """Return a user's marks on these tickets by sys_id; a ticket without a mark is not included."""
    with database.read() as session:
        return select_marks(session.connection(), username, sys_ids)


def select_marks(connection: Connection, username: str, sys_ids: Collection[str]) -> dict[str, TicketMark]:
    """Return the same within an open transaction."""
    ids = sorted(sys_ids)
    mine = select(_M.sys_id, _M.opened_revision, _M.is_watched).where(_M.username == username)
    found: dict[str, TicketMark] = {}
    for start in range(0, len(ids), _MOST_IDS):
        these = mine.where(_M.sys_id.in_(ids[start : start + _MOST_IDS]))
        found |= {row["sys_id"]: TicketMark(**row) for row in connection.execute(these).mappings()}
    return found


def watched_by(database: Database, username: str) -> frozenset[str]:
    """Return the sys_ids of the tickets that a user watches."""
    with database.read() as session:
        mine = select(_M.sys_id).where(_M.username == username, _M.is_watched.is_(True))
        return frozenset(session.connection().execute(mine).scalars())


def watchers_of(database: Database, sys_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the usernames of those who watch these tickets, by sys_id; a ticket without watchers is not included."""
    with database.read() as session:
        return select_watchers(session.connection(), sys_ids)


def select_watchers(connection: Connection, sys_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the same within an open transaction."""
    ids = sorted(sys_ids)
    found: dict[str, set[str]] = {}
    for start in range(0, len(ids), _MOST_IDS):
        for sys_id, username in connection.execute(_WATCHING, {"sys_ids": ids[start : start + _MOST_IDS]}):
            found.setdefault(sys_id, set()).add(username)
    return {sys_id: frozenset(usernames) for sys_id, usernames in found.items()}


def mark_opened(database: Database, username: str, sys_id: str, at: datetime) -> bool:
    """Record that a user has opened a ticket in its current revision; return False if there is no such ticket."""
    known_as = storable(sys_id)
    with database.read() as session:
        wanted = select(TICKET.c.revision).where(TICKET.c.sys_id == known_as)
        revision = session.connection().execute(wanted).scalar()
    if revision is None:
        return False
    _put(database, username, known_as, opened_revision=revision, at=at)
    return True


def set_watched(database: Database, username: str, sys_id: str, at: datetime, *, is_watched: bool) -> bool:
    """Record whether a user watches a ticket; return False if there is no such ticket."""
    known_as = storable(sys_id)
    with database.read() as session:
        wanted = select(TICKET.c.sys_id).where(TICKET.c.sys_id == known_as)
        if session.connection().execute(wanted).first() is None:
            return False
    _put(database, username, known_as, is_watched=is_watched, at=at)
    return True


def _put(database: Database, username: str, sys_id: str, **values: Any) -> None:  # noqa: ANN401 - a column's value
    mine = update(TICKET_MARK).where(_M.username == username, _M.sys_id == sys_id).values(**values)
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, username)
        if not connection.execute(mine).rowcount:
            first = {"opened_revision": 0, "is_watched": False, **values}
            connection.execute(insert(TICKET_MARK).values(username=username, sys_id=sys_id, **first))
