"""Notifications: each user's own list, and what is read or dismissed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select, true, update

from rca_dashboard.domain.notifications.notice import NoticeLevel
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.notification_log import NotifyProgress, locked_progress, save_progress
from rca_dashboard.store.schema.notifications import NOTIFICATION
from rca_dashboard.store.wake_ups import Topic, announce

_IDS_AT_ONCE = 500
_N = NOTIFICATION.c
_OPEN = _N.dismissed_at.is_(None)
_UNREAD = _OPEN & _N.read_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationFilter:
    """Filter of a user's notifications; an empty field matches all, ``newer_than`` is an id."""

    unread: bool = False
    newer_than: int = 0
    event: NoticeEvent | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationList:
    """A page of a user's notifications, newest first, and the number on all pages."""

    notifications: tuple[Notification, ...]
    total: int


def users_changed_after(database: Database, revision: int) -> frozenset[str]:
    """Return the usernames of those whose notifications have changed since a revision."""
    with database.read() as session:
        wanted = select(_N.username).distinct().where(_N.revision > revision)
        return frozenset(session.connection().execute(wanted).scalars())


def unread_count(database: Database, username: str) -> int:
    """Return how many of a user's notifications are neither read nor dismissed."""
    with database.read() as session:
        return _count(session.connection(), username, _UNREAD)


def notifications(
    database: Database, username: str, wanted: NotificationFilter | None = None, *, page: int = 1, limit: int = 25
) -> NotificationList:
    """Return a page of a user's notifications that are not dismissed, newest first."""
    conditions = _conditions(wanted or NotificationFilter())
    mine = select(NOTIFICATION).where(_N.username == username, *conditions).order_by(_N.id.desc())
    with database.read() as session:
        connection = session.connection()
        rows = connection.execute(mine.limit(limit).offset((page - 1) * limit)).mappings().all()
        total = _count(connection, username, *conditions)
    return NotificationList(notifications=tuple(_notification(row) for row in rows), total=total)


def newest_id(database: Database, username: str) -> int:
    """Return the id of a user's newest notification, dismissed or not; 0 if there is none."""
    with database.read() as session:
        return session.connection().execute(select(func.max(_N.id)).where(_N.username == username)).scalar() or 0


def notifications_among(database: Database, username: str, ids: Collection[int]) -> dict[int, Notification]:
    """Return those of a user's notifications that have these ids and are not dismissed."""
    mine = select(NOTIFICATION).where(_N.username == username, _N.id.in_(ids), _OPEN)
    with database.read() as session:
        return {row["id"]: _notification(row) for row in session.connection().execute(mine).mappings()}


def mark_read(database: Database, username: str, at: datetime, ids: Collection[int] | None = None) -> int:
    """Mark a user's notifications as read, all or those with these ids; return how many were unread."""
    return _change(database, username, _UNREAD, ids, read_at=at)


def dismiss(database: Database, username: str, at: datetime, ids: Collection[int] | None = None) -> int:
    """Dismiss a user's notifications, all or those with these ids; return how many were not dismissed before."""
    return _change(database, username, _OPEN, ids, dismissed_at=at, read_at=func.coalesce(_N.read_at, at))


@dataclass(frozen=True, slots=True)
class NotificationsBefore:
    """Which notifications were not dismissed, and which of them unread, before they were changed."""

    open: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()


def state_of(database: Database, username: str, ids: Collection[int] | None = None) -> NotificationsBefore:
    """Return which of a user's notifications are open and unread, of all or of those with these ids."""
    mine = select(_N.id, _N.read_at).where(_N.username == username, _OPEN)
    wanted = mine if ids is None else mine.where(_N.id.in_(ids))
    with database.read() as session:
        rows = session.connection().execute(wanted).all()
    return NotificationsBefore(tuple(row[0] for row in rows), tuple(row[0] for row in rows if row[1] is None))


def restore(database: Database, username: str, before: NotificationsBefore) -> None:
    """Make notifications open and unread again, as they were before."""
    for start in range(0, len(before.open), _IDS_AT_ONCE):
        _change(database, username, true(), before.open[start : start + _IDS_AT_ONCE], dismissed_at=None)
    for start in range(0, len(before.unread), _IDS_AT_ONCE):
        _change(database, username, true(), before.unread[start : start + _IDS_AT_ONCE], read_at=None)


def _change(
    database: Database,
    username: str,
    condition: ColumnElement[bool],
    ids: Collection[int] | None,
    **values: Any,  # noqa: ANN401 - columns
) -> int:
    mine = [_N.username == username, condition]
    if ids is not None:
        mine.append(_N.id.in_(ids))
    with database.write() as session:
        connection = session.connection()
        progress = locked_progress(connection) or NotifyProgress()
        changed = connection.execute(
            update(NOTIFICATION).where(*mine).values(**values, revision=progress.revision + 1)
        ).rowcount
        if changed:
            save_progress(connection, replace(progress, revision=progress.revision + 1))
            announce(connection, Topic.NOTIFICATIONS)
    return changed


def _conditions(wanted: NotificationFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_UNREAD if wanted.unread else _OPEN]
    if wanted.newer_than:
        conditions.append(_N.id > wanted.newer_than)
    if wanted.event is not None:
        conditions.append(_N.event == wanted.event.value)
    if wanted.priority is not None:
        conditions.append(_N.priority == wanted.priority)
    return conditions


def _count(connection: Connection, username: str, *conditions: ColumnElement[bool]) -> int:
    mine = select(func.count()).select_from(NOTIFICATION).where(_N.username == username, *conditions)
    return connection.execute(mine).scalar_one()


def _notification(row: RowMapping) -> Notification:
    values: dict[str, Any] = {name: value for name, value in row.items() if name not in ("username", "revision")}
    values |= {"event": NoticeEvent(row["event"]), "level": NoticeLevel(row["level"])}
    return Notification(**values)
