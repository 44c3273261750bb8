"""Marking many tickets as read at once, and what was marked before, so that it can be undone."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, bindparam, insert, select, update

from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.membership import matching
from rca_dashboard.store.listing.selection import Selection
from rca_dashboard.store.personal.marks import select_marks
from rca_dashboard.store.personal.personal_changes import take_personal_turn
from rca_dashboard.store.schema.personal import PREFERENCE, TICKET_MARK
from rca_dashboard.store.schema.tickets import TICKET

_M = TICKET_MARK.c
_T = TICKET.c
_AT_ONCE = 500
# Of tickets that have changed since they were opened; a person opens some thousand in a year.
_MOST_CHANGED = 20_000
T = TypeVar("T")
Opened = Mapping[str, int]
_CHANGED = (
    select(_M.sys_id)
    .join(TICKET, _T.sys_id == _M.sys_id)
    .where(_M.username == bindparam("username"), _M.opened_revision > 0, _T.revision > _M.opened_revision)
    .limit(_MOST_CHANGED)
)
_BY_ID = select(_T.sys_id).where(_T.id.in_(bindparam("ids", expanding=True)))
_REVISIONS = select(_T.sys_id, _T.revision).where(_T.sys_id.in_(bindparam("sys_ids", expanding=True)))


def news_in_view(database: Database, username: str, view: View) -> tuple[str, ...]:
    """Return the tickets of a view's filter that are unread for a user, or changed since they opened them."""
    with database.read() as session:
        connection = session.connection()
        unread = View(filter=replace(view.filter, unread=True, reader=username))
        found = [
            sys_id
            for ids in _in_chunks(Selection(connection, unread).ids())
            for sys_id in connection.execute(_BY_ID, {"ids": list(ids)}).scalars()
        ]
        changed = tuple(connection.execute(_CHANGED, {"username": username}).scalars())
    return (*found, *_matching(database, view.filter, changed))


def _matching(database: Database, wanted: TicketFilter, sys_ids: Iterable[str]) -> Iterator[str]:
    for some in _in_chunks(sys_ids):
        yield from matching(database, wanted, some)


def mark_many_opened(database: Database, username: str, sys_ids: Collection[str], at: datetime) -> dict[str, int]:
    """Mark tickets as opened in their current revisions; return the revisions that were marked before, 0 for none."""
    before: dict[str, int] = {}
    for some in _in_chunks(sys_ids):
        with database.write() as session:
            connection = session.connection()
            take_personal_turn(connection, username)
            rows = connection.execute(_REVISIONS, {"sys_ids": list(some)})
            now: dict[str, int] = {row.sys_id: row.revision for row in rows}
            before |= _set_opened(connection, username, now, at)
    return before


def restore_opened(database: Database, username: str, before: Opened, at: datetime) -> None:
    """Mark tickets as opened in these revisions, 0 for never."""
    for some in _in_chunks(before.items()):
        with database.write() as session:
            take_personal_turn(session.connection(), username)
            _set_opened(session.connection(), username, dict(some), at)


def _set_opened(connection: Connection, username: str, revisions: Opened, at: datetime) -> dict[str, int]:
    marks = select_marks(connection, username, revisions)
    values = [
        {"who": username, "which": sys_id, "opened_revision": revision, "at": at}
        for sys_id, revision in revisions.items()
    ]
    known = [each for each in values if each["which"] in marks]
    new = [each for each in values if each["which"] not in marks]
    if known:
        mine = update(TICKET_MARK).where(_M.username == bindparam("who"), _M.sys_id == bindparam("which"))
        connection.execute(mine.values(opened_revision=bindparam("opened_revision"), at=bindparam("at")), known)
    if new:
        first = [
            {
                "username": each["who"],
                "sys_id": each["which"],
                "opened_revision": each["opened_revision"],
                "is_watched": False,
                "at": at,
            }
            for each in new
        ]
        connection.execute(insert(TICKET_MARK), first)
    return {sys_id: marks[sys_id].opened_revision if sys_id in marks else 0 for sys_id in revisions}


def read_until_of(database: Database, username: str) -> tuple[datetime | None, int | None]:
    """Return since when tickets are unread for a user, and until which ``seq`` changes are read."""
    mine = select(PREFERENCE.c.unread_since, PREFERENCE.c.read_until).where(PREFERENCE.c.username == username)
    with database.read() as session:
        row = session.connection().execute(mine).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def restore_read_until(database: Database, username: str, since: datetime | None, until: int | None) -> None:
    """Set again what ``read_until_of`` returned."""
    mine = update(PREFERENCE).where(PREFERENCE.c.username == username)
    with database.write() as session:
        take_personal_turn(session.connection(), username)
        session.connection().execute(mine.values(unread_since=since, read_until=until))


def _in_chunks(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    remaining = iter(items)
    while some := tuple(islice(remaining, _AT_ONCE)):
        yield some
