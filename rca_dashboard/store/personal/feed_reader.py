"""The part of the feed that users may be notified of: changes with their tickets, and each user's rules."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.notifications.news import Recipient
from rca_dashboard.domain.notifications.recurrence_news import Recurrence
from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.domain.tickets.change import Change, Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import change_of, current_seq
from rca_dashboard.store.personal.marks import select_watchers
from rca_dashboard.store.personal.recurrences import recurrences_between
from rca_dashboard.store.schema.personal import PREFERENCE
from rca_dashboard.store.schema.tickets import CHANGE
from rca_dashboard.store.tickets.comparison import stored_tickets

# Executed at each change, and compiled once.
_NEWS = (
    select(CHANGE)
    .where(CHANGE.c.seq > bindparam("after"), CHANGE.c.origin.not_in([Origin.IMPORT.value, Origin.USER.value]))
    .order_by(CHANGE.c.seq)
    .limit(bindparam("limit"))
)
_CHOSEN = select(PREFERENCE.c.username, PREFERENCE.c.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPart:
    """A part of the feed.

    Attributes:
        seq: Where it ends.
        changes: Without those of an import, as 100,000 rows of history notify no one, and those of cases.
        contents: The current content of their tickets, by sys_id.
        recurrences: The tickets with which cases came back in this part.
        is_all: The feed has no more for now.
    """

    seq: int
    changes: tuple[Change, ...] = ()
    contents: Mapping[str, Mapping[str, Json]]
    recurrences: tuple[Recurrence, ...] = ()
    is_all: bool = True


def read_feed(database: Database, after: int, limit: int) -> FeedPart:
    """Return what came after a ``seq``, up to a limit of changes, as one snapshot."""
    with database.read() as session:
        connection = session.connection()
        latest = current_seq(connection)
        if latest <= after:
            return FeedPart(seq=latest, contents={})
        rows = connection.execute(_NEWS, {"after": after, "limit": limit})
        changes = tuple(change_of(row) for row in rows)
        tickets = stored_tickets(connection, {change.sys_id for change in changes})
        is_all = len(changes) < limit
        seq = latest if is_all else changes[-1].seq
        recurrences = recurrences_between(connection, after, seq)
    return FeedPart(
        seq=seq,
        changes=changes,
        recurrences=recurrences,
        contents={sys_id: ticket.content() for sys_id, ticket in tickets.items()},
        is_all=is_all,
    )


def recipients(database: Database, usernames: Sequence[str], sys_ids: frozenset[str]) -> tuple[Recipient, ...]:
    """Return the rules of each of these users, and which of these tickets they watch."""
    with database.read() as session:
        connection = session.connection()
        watchers = select_watchers(connection, sys_ids)
        chosen: dict[str, str] = {row.username: row.choices for row in connection.execute(_CHOSEN)}
    return tuple(
        Recipient(
            username=username,
            rules=Preferences.from_json(json.loads(chosen.get(username, "{}"))).notices,
            watched=frozenset(sys_id for sys_id, names in watchers.items() if username in names),
        )
        for username in usernames
    )
