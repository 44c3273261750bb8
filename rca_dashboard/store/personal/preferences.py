"""Users' display preferences, and what is marked as read for them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.personal_changes import take_personal_turn
from rca_dashboard.store.schema.personal import PREFERENCE
from rca_dashboard.store.schema.tickets import FEED_COUNTER

_P = PREFERENCE.c
_NO_CHOICES = "{}"


@dataclass(frozen=True, slots=True)
class ChosenAndRead:
    """What one user has chosen and read.

    Attributes:
        unread_since: Since when tickets are unread; None before the first visit.
        read_until: The ``seq`` of the last change when everything was marked as read; 0 before that.
    """

    preferences: Preferences
    unread_since: datetime | None
    read_until: int


def read_preferences(database: Database, username: str) -> Preferences:
    """Return a user's preferences; the defaults if none are stored."""
    with database.read() as session:
        return select_chosen_and_read(session.connection(), username).preferences


def select_chosen_and_read(connection: Connection, username: str) -> ChosenAndRead:
    """Return a user's preferences, and what is read, within an open transaction."""
    mine = select(_P.choices, _P.unread_since, _P.read_until).where(_P.username == username)
    kept = connection.execute(mine).one_or_none()
    choices, since, until = kept or (_NO_CHOICES, None, None)
    return ChosenAndRead(Preferences.from_json(json.loads(choices or _NO_CHOICES)), since, until or 0)


def save_preferences(database: Database, username: str, preferences: Preferences) -> None:
    """Store a user's preferences, replacing earlier ones."""
    _put(database, username, choices=json.dumps(preferences.as_json(), ensure_ascii=False))


def change_preferences(database: Database, username: str, change: Callable[[Preferences], Preferences]) -> Preferences:
    """Change some of a user's preferences; two changes at once, in whichever worker, are made one after the other."""
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, username)
        changed = change(select_chosen_and_read(connection, username).preferences)
        _put_within(connection, username, choices=json.dumps(changed.as_json(), ensure_ascii=False))
    return changed


def unread_since(database: Database, username: str, now: datetime) -> datetime:
    """Return the time since which arriving tickets are unread for a user: the first visit, which may be now.

    "Mark all as read" moves it (``read_all_until``).
    """
    since = _unread_since(database, username)
    if since is None:
        _put(database, username, _P.unread_since.is_(None), unread_since=now)
        since = _unread_since(database, username)  # another tab may have been first
    return since or now


def read_all_until(database: Database, username: str, at: datetime) -> None:
    """Mark what arrived before a time, and every existing change, as read for a user."""
    _put(database, username, unread_since=at, read_until=select(FEED_COUNTER.c.seq).scalar_subquery())


def _unread_since(database: Database, username: str) -> datetime | None:
    with database.read() as session:
        return select_chosen_and_read(session.connection(), username).unread_since


def _put(database: Database, username: str, *conditions: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401 - a column's value
    with database.write() as session:
        connection = session.connection()
        take_personal_turn(connection, username)
        _put_within(connection, username, *conditions, **values)


def _put_within(connection: Connection, username: str, *conditions: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401 - a column's value
    """Update the user's row, or insert it; the transaction has the user's turn."""
    mine = update(PREFERENCE).where(_P.username == username)
    if connection.execute(mine.where(*conditions).values(**values)).rowcount:
        return
    if connection.execute(select(_P.username).where(_P.username == username)).first() is None:
        first = {"choices": _NO_CHOICES, "unread_since": None, "read_until": None, **values}
        connection.execute(insert(PREFERENCE).values(username=username, **first))
