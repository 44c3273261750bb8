"""How far the feed has been told, and the notifications that tell it: both in one transaction.

So nothing is lost or told twice. What is known of the teller is one kept value; whoever changes a notification locks it
first, which makes writers take turns and gives ids and revisions without holes, on PostgreSQL too.
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

# Older ones go when newer ones come: nobody reads further back, and a list stays quick.
MOST_KEPT = 500
_N = NOTIFICATION.c
_NAME = "notifications"
_TEXTS = ("username", "title", "text", "sys_id", "ticket_id", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What has been told so far.

    Attributes:
        seq: The feed up to here.
        health: The poller's health that was told last: ``ok`` or ``failing``.
        is_importing: Whether an import was under way when it was last looked at.
        last_id: The id that was given last.
        revision: That of the last change of any notification.
    """

    seq: int = 0
    health: str = "ok"
    is_importing: bool = False
    last_id: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class ToTell:
    """A notification for somebody; ``replaces`` is the id of one of theirs whose place it takes, unread again."""

    username: str
    notification: Notification
    replaces: int = 0


def prepare_telling(database: Database) -> Told:
    """Return what has been told so far. The first time, what stands in the feed already is history."""
    try:
        return _prepare(database)
    except IntegrityError:  # another worker was first
        return _prepare(database)


def tell(database: Database, before: Told, after: Told, telling: Sequence[ToTell]) -> tuple[int, ...] | None:
    """Store notifications and how far has been told.

    Args:
        database: Where to.
        before: What was told when the notifications were made.
        after: Its ``seq``, ``health`` and ``is_importing`` are kept; ids and revision are given here.
        telling: Whom to tell what.

    Returns:
        The notifications' ids, in order; None where somebody else (another worker) has told meanwhile, and nothing was
        stored.
    """
    with database.write() as session:
        connection = session.connection()
        now = locked_told(connection)
        if now is None or (now.seq, now.health, now.is_importing) != (before.seq, before.health, before.is_importing):
            return None
        revision = now.revision + 1 if telling else now.revision
        ids: list[int] = []
        new: list[dict[str, Any]] = []
        for each in telling:
            if each.replaces and _replace(connection, each, revision):
                ids.append(each.replaces)
            else:
                ids.append(now.last_id + len(new) + 1)
                new.append(_row(each, ids[-1], revision))
        if new:
            connection.execute(insert(NOTIFICATION), new)
        _forget_old(connection, {each.username for each in telling})
        keep_told(connection, replace(after, last_id=now.last_id + len(new), revision=revision))
    return tuple(ids)


def told_so_far(database: Database) -> Told:
    """Return what has been told."""
    with database.read() as session:
        value = session.connection().execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _NAME)).scalar()
    return _from_json(value) if value else Told()


def locked_told(connection: Connection) -> Told | None:
    """Return what has been told as this transaction sees it, and make other writers wait until it ends.

    In PostgreSQL the row is locked; in SQLite the database is.
    """
    wanted = select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _NAME).with_for_update()
    value = connection.execute(wanted).scalar()
    return _from_json(value) if value else None


def keep_told(connection: Connection, told: Told) -> None:
    """Write what has been told; the caller holds its lock."""
    connection.execute(update(KEPT_VALUE).where(KEPT_VALUE.c.name == _NAME).values(value=_as_json(told)))


def _prepare(database: Database) -> Told:
    with database.write() as session:
        connection = session.connection()
        told = locked_told(connection)
        if told is None:
            told = Told(seq=current_seq(connection))
            connection.execute(insert(KEPT_VALUE).values(name=_NAME, value=_as_json(told)))
        elif told.seq > (latest := current_seq(connection)):  # a database that was put back
            told = replace(told, seq=latest)
            keep_told(connection, told)
    return told


def _replace(connection: Connection, each: ToTell, revision: int) -> bool:
    mine = update(NOTIFICATION).where(_N.id == each.replaces, _N.username == each.username)
    return bool(connection.execute(mine.values(_row(each, each.replaces, revision))).rowcount)


def _row(each: ToTell, number: int, revision: int) -> dict[str, Any]:
    row: dict[str, Any] = {**asdict(each.notification), "id": number, "username": each.username, "revision": revision}
    row |= {"event": each.notification.event.value, "level": each.notification.level.value}
    return {name: storable(value) if name in _TEXTS else value for name, value in row.items()}


def _forget_old(connection: Connection, usernames: Collection[str]) -> None:
    for username in usernames:
        newest = select(_N.id).where(_N.username == username).order_by(_N.id.desc())
        oldest_kept = newest.offset(MOST_KEPT - 1).limit(1).scalar_subquery()
        connection.execute(delete(NOTIFICATION).where(_N.username == username, _N.id < oldest_kept))


def _as_json(told: Told) -> str:
    return json.dumps(asdict(told))


def _from_json(value: str) -> Told:
    return Told(**json.loads(value))
