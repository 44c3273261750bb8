"""The reader of a limited hub: its own tickets, and the whole feed, with foreign changes masked.

The hub has to hear of every change: a ticket that moves to another group leaves the pages on which it stands. What a
foreign change says is left out, and it can alter nothing but pages that show its ticket.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from rca_dashboard.domain.tickets.change import TOUCHED, Change, ChangeType
from rca_dashboard.domain.visibility import EVERYTHING, Visibility
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.store import feed
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import visible_among

_DECIDING = frozenset({"assignment_group", "company", "table"})


class LimitedReader(StoreReader):
    """Reads what some people may see.

    Args:
        database: The store.
        visibility: What they may see.
    """

    def __init__(self, database: Database, visibility: Visibility) -> None:
        super().__init__(database.seen_by(visibility))
        self._limited = database.seen_by(visibility)
        self._whole = database.seen_by(EVERYTHING)

    async def changes_after(self, seq: int, limit: int) -> Sequence[Change]:
        """Return the changes after ``seq``, those of foreign tickets without what they say."""
        changes = await asyncio.to_thread(feed.changes_after, self._whole, seq, limit)
        sys_ids = {change.sys_id for change in changes}
        visible = await asyncio.to_thread(visible_among, self._limited, sys_ids)
        return tuple(change if change.sys_id in visible else masked(change) for change in changes)


def _alters_rows(change: Change) -> bool:
    return change.changes.get(TOUCHED, (None, None))[1] != []


def masked(change: Change) -> Change:
    """Return a foreign change without what it says: as a deletion if the ticket may just have become foreign."""
    if change.type is ChangeType.CASE:
        # With a foreign ticket the case leaves their sight, and all its tickets' rows say something else.
        return replace(change, changes={}) if _alters_rows(change) else change
    has_left = not _DECIDING.isdisjoint(change.changes)
    kind = ChangeType.DELETED if has_left and change.type is ChangeType.UPDATED else ChangeType.UPDATED
    return replace(change, type=kind, ticket_id="", changes={})
