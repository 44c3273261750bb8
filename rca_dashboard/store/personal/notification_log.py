"""Notifications, and how far the feed has been processed for them: both stored in one transaction.

So nothing is lost or sent twice. The progress is one stored value; whoever changes a notification locks it first, which
serializes writers and gives ids and revisions without gaps, in PostgreSQL too.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import current_seq
from rca_dashboard.store.schema.notifications import NOTIFICATION
from rca_dashboard.store.schema.tickets import KEPT_VALUE
from rca_dashboard.store.texts import storable
from rca_dashboard.store.wake_ups import Topic, announce

# Older ones are deleted when newer ones come: no one reads further back, and the list stays fast.
MOST_KEPT = 500
_N = NOTIFICATION.c
_NAME = "notifications"
_TEXTS = ("username", "title", "text", "sys_id", "ticket_id", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyProgress:
    """The progress of notifying.

    Attributes:
        seq: The feed has been processed up to here.
        health: The last reported health of the poller: ``ok`` or ``failing``.
        is_importing: Whether an import was running at the last check.
        last_id: The last id assigned.
        revision: The revision of the last change of any notification.
        warned_at: Up to when users have been warned of what is due, in seconds since 1970; 0 before the first time.
    """

    seq: int = 0
    health: str = "ok"
    is_importing: bool = False
    last_id: int = 0
    revision: int = 0
    warned_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notification for a user; ``replaces`` is the id of one of theirs that it replaces, unread again."""

    username: str
    notification: Notification
    replaces: int = 0


def prepare_progress(database: Database) -> NotifyProgress:
    """Return the progress so far. The first time, everything in the feed counts as history."""
    try:
        return _prepare(database)
    except IntegrityError:  # another worker was first
        return _prepare(database)


def store_outgoing(
    database: Database, before: NotifyProgress, after: NotifyProgress, outgoing: Sequence[Outgoing]
) -> tuple[int, ...] | None:
    """Store notifications and the progress.

    Args:
        database: The database.
        before: The progress when the notifications were made.
        after: Its ``seq``, ``health`` and ``is_importing`` are stored; ids and revision are assigned here.
        outgoing: The notifications, each with its user.

    Returns:
        The notifications' ids, in order; None if another worker has stored progress meanwhile, and nothing was stored.
    """
    with database.write() as session:
        connection = session.connection()
        now = locked_progress(connection)
        if now is None or (now.seq, now.health, now.is_importing) != (before.seq, before.health, before.is_importing):
            return None
        revision = now.revision + 1 if outgoing else now.revision
        ids: list[int] = []
        new: list[dict[str, Any]] = []
        for each in outgoing:
            if each.replaces and _replace(connection, each, revision):
                ids.append(each.replaces)
            else:
                ids.append(now.last_id + len(new) + 1)
                new.append(_row(each, ids[-1], revision))
        if new:
            connection.execute(insert(NOTIFICATION), new)
        _forget_old(connection, {each.username for each in outgoing})
        save_progress(connection, replace(after, last_id=now.last_id + len(new), revision=revision))
        if outgoing:
            announce(connection, Topic.NOTIFICATIONS)
    return tuple(ids)


def progress_of(database: Database) -> NotifyProgress:
    """Return the progress."""
    with database.read() as session:
        value = session.connection().execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _NAME)).scalar()
    return _from_json(value) if value else NotifyProgress()


def locked_progress(connection: Connection) -> NotifyProgress | None:
    """Return the progress as this transaction sees it, and make other writers wait until it ends.

    In PostgreSQL the row is locked; in SQLite the database is.
    """
    wanted = select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _NAME).with_for_update()
    value = connection.execute(wanted).scalar()
    return _from_json(value) if value else None


def save_progress(connection: Connection, progress: NotifyProgress) -> None:
    """Write the progress; the caller holds its lock."""
    connection.execute(update(KEPT_VALUE).where(KEPT_VALUE.c.name == _NAME).values(value=_as_json(progress)))


def _prepare(database: Database) -> NotifyProgress:
    with database.write() as session:
        connection = session.connection()
        progress = locked_progress(connection)
        if progress is None:
            progress = NotifyProgress(seq=current_seq(connection))
            connection.execute(insert(KEPT_VALUE).values(name=_NAME, value=_as_json(progress)))
        elif progress.seq > (latest := current_seq(connection)):  # a database that was restored from a backup
            progress = replace(progress, seq=latest)
            save_progress(connection, progress)
    return progress


def _replace(connection: Connection, each: Outgoing, revision: int) -> bool:
    mine = update(NOTIFICATION).where(_N.id == each.replaces, _N.username == each.username)
    return bool(connection.execute(mine.values(_row(each, each.replaces, revision))).rowcount)


def _row(each: Outgoing, number: int, revision: int) -> dict[str, Any]:
    row: dict[str, Any] = {**asdict(each.notification), "id": number, "username": each.username, "revision": revision}
    row |= {"event": each.notification.event.value, "level": each.notification.level.value}
    return {name: storable(value) if name in _TEXTS else value for name, value in row.items()}


def _forget_old(connection: Connection, usernames: Collection[str]) -> None:
    for username in usernames:
        newest = select(_N.id).where(_N.username == username).order_by(_N.id.desc())
        oldest_kept = newest.offset(MOST_KEPT - 1).limit(1).scalar_subquery()
        connection.execute(delete(NOTIFICATION).where(_N.username == username, _N.id < oldest_kept))


def _as_json(progress: NotifyProgress) -> str:
    return json.dumps(asdict(progress))


def _from_json(value: str) -> NotifyProgress:
    return NotifyProgress(**json.loads(value))
