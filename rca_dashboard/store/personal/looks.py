"""How far users have seen their views, and what has happened since."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.views.since_looked import SinceLooked, look_key
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import current_seq
from rca_dashboard.store.listing.membership import matching_in
from rca_dashboard.store.listing.since_looked import happened_since
from rca_dashboard.store.schema.views import VIEW_LOOK

# A reload, or a look at a ticket in between, is not a new visit.
SAME_VISIT = timedelta(minutes=5)
_L = VIEW_LOOK.c
_SEEN = (
    update(VIEW_LOOK)
    .where(_L.username == bindparam("who"), _L.view == bindparam("what"))
    .values(seen_seq=bindparam("seq"), seen_at=bindparam("at"))
)


def look_at(database: Database, username: str, wanted: TicketFilter, now: datetime) -> SinceLooked:
    """Record that a user looks at a list, and return what has happened since the visit before this one."""
    key = look_key(wanted)
    with database.read() as session:
        known = _look(session.connection(), username, key)
    if known is None:
        _first(database, username, key, now)
        return SinceLooked()
    seen_seq, seen_at, since_seq, since_at = known
    if now - seen_at > SAME_VISIT:
        since_seq, since_at = seen_seq, seen_at
        mine = update(VIEW_LOOK).where(_L.username == username, _L.view == key)
        with database.write() as session:
            session.connection().execute(mine.values(since_seq=since_seq, since_at=since_at, seen_at=now))
    return _since(database, wanted, since_seq, since_at)


def keep_seen(database: Database, shown: Iterable[tuple[str, str]], now: datetime) -> None:
    """Record that users have seen these lists up to now: pairs of username and the list's key."""
    with database.write() as session:
        connection = session.connection()
        seq = current_seq(connection)
        rows = [{"who": username, "what": key, "seq": seq, "at": now} for username, key in sorted(set(shown))]
        if rows:
            connection.execute(_SEEN, rows)


def _look(connection: Connection, username: str, key: str) -> tuple[int, datetime, int, datetime] | None:
    wanted = select(_L.seen_seq, _L.seen_at, _L.since_seq, _L.since_at)
    row = connection.execute(wanted.where(_L.username == username, _L.view == key)).one_or_none()
    return None if row is None else (row.seen_seq, row.seen_at, row.since_seq, row.since_at)


def _first(database: Database, username: str, key: str, now: datetime) -> None:
    try:
        with database.write() as session:
            connection = session.connection()
            seq = current_seq(connection)
            values = {"seen_seq": seq, "seen_at": now, "since_seq": seq, "since_at": now}
            connection.execute(insert(VIEW_LOOK).values(username=username, view=key, **values))
    except IntegrityError:  # another tab was first
        return


def _since(database: Database, wanted: TicketFilter, seq: int, at: datetime) -> SinceLooked:
    with database.read() as session:
        connection = session.connection()
        if current_seq(connection) == seq:
            return SinceLooked(at=to_milliseconds(at))
        found = happened_since(connection, wanted, seq, matching_in)
    kinds = found.kinds
    return SinceLooked(
        at=to_milliseconds(at),
        count=len(found.ids("any")),
        new=len(kinds["new"]),
        escalated=len(kinds["escalated"]),
        reassigned=len(kinds["reassigned"]),
        resolved=len(kinds["resolved"]),
        has_more=found.has_more,
    )
