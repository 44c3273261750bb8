"""The tickets of a view that something happened to since a reader last looked at it, from the feed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.views.since_looked import ANY, base_of, happened_to, look_key, members, with_resolved
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.store.feed import change_of
from rca_dashboard.store.schema.tickets import CHANGE
from rca_dashboard.store.schema.views import VIEW_LOOK

# 60 ms of reading. Whoever was away for longer sees the newest of them.
MOST_CHANGES = 5_000
_IDS_AT_ONCE = 500
_L = VIEW_LOOK.c

Matching = Callable[[Connection, TicketFilter, Collection[str]], frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What happened to the tickets of a view: their sys_ids by kind, and whether there is more than was read."""

    kinds: dict[str, frozenset[str]]
    has_more: bool

    def ids(self, kind: str) -> frozenset[str]:
        """Return the tickets of one kind, or of any."""
        if kind == ANY:
            return frozenset[str]().union(*self.kinds.values())
        return self.kinds.get(kind, frozenset[str]())


def happened_since(connection: Connection, wanted: TicketFilter, seq: int, matching: Matching) -> Happened:
    """Return what happened to the tickets of a filter after a ``seq`` of the feed.

    Args:
        connection: The transaction.
        wanted: The filter; what it says of "since you last looked" is ignored.
        seq: How far the reader had seen the feed.
        matching: Returns those of some tickets that match a filter.
    """
    newest = (
        select(CHANGE)
        .where(CHANGE.c.seq > seq, CHANGE.c.origin.not_in([Origin.IMPORT.value, Origin.USER.value]))
        .order_by(CHANGE.c.seq.desc())
        .limit(MOST_CHANGES + 1)
    )
    changes = [change_of(row) for row in connection.execute(newest)]
    happened = happened_to(changes[:MOST_CHANGES])
    base, touched = base_of(wanted), sorted(set[str]().union(*happened.values()))
    in_view = _among(connection, base, touched, matching)
    were_in_view = _among(connection, with_resolved(base), sorted(happened["resolved"]), matching)
    return Happened(kinds=members(happened, in_view, were_in_view), has_more=len(changes) > MOST_CHANGES)


def ids_since_looked(connection: Connection, wanted: TicketFilter, matching: Matching) -> frozenset[str]:
    """Return the tickets that a filter's ``since_looked`` lets through for its reader."""
    mine = select(_L.since_seq).where(_L.username == wanted.reader, _L.view == look_key(wanted))
    since = connection.execute(mine).scalar()
    if since is None:
        return frozenset()
    return happened_since(connection, wanted, since, matching).ids(wanted.since_looked)


def _among(connection: Connection, wanted: TicketFilter, ids: list[str], matching: Matching) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        found |= matching(connection, wanted, ids[start : start + _IDS_AT_ONCE])
    return found
