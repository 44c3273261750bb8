"""Polls and the import store what they read one after the other, so that neither waits for more than a page.

The database has one writer anyway, but its lock goes to whoever happens to ask next: an import, which asks again at
once, would keep a poll waiting for many pages.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from rca_dashboard.domain.bulk_import import ImportPlace
from rca_dashboard.domain.change import Origin
from rca_dashboard.domain.cursor import Cursor
from rca_dashboard.domain.ticket import Ticket
from rca_dashboard.store.cursors import settle_cursor
from rca_dashboard.store.engine import Database
from rca_dashboard.store.upsert import UpsertResult, upsert
from rca_dashboard.sync.thread import in_thread


class Writer:
    """Stores what was read, first come first served.

    Attributes:
        database: Where to; whoever made it closes it.
        fresh: Tables whose first poll of all has not ended: what it finds was there before us.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.fresh: set[str] = set()
        self._turn = asyncio.Lock()

    async def settle(self, first: Cursor) -> Cursor:
        """Give a table's cursor; where none is saved yet, ``first`` becomes it.

        Polls and the import both begin so: where one ends and the other begins is then the same for both.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        settled, is_fresh = await in_thread(settle_cursor, self.database, first)
        if is_fresh:
            self.fresh.add(first.table)
        return settled

    async def store(
        self, tickets: Sequence[Ticket], *, origin: Origin, at: datetime, cursor: Cursor | ImportPlace | None
    ) -> UpsertResult:
        """Store tickets, and how far a poll or an import has come with them: ``store.upsert`` says how.

        Raises:
            DatabaseUnavailableError: If the database does not work; nothing is then stored.
        """
        async with self._turn:
            return await in_thread(upsert, self.database, tickets, origin=origin, at=at, cursor=cursor)
