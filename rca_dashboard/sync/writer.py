"""Stores the rows of polls and the import in turn, so that neither waits for more than a page.

The database has one writer anyway, but its lock goes to any waiter: an import, which requests it again at once, would
keep a poll waiting for many pages.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.progress.rejected_row import RejectedRow
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress.cursors import settle_cursor
from rca_dashboard.store.tickets.isolation import together, upsert_each
from rca_dashboard.store.tickets.slas import upsert_slas
from rca_dashboard.store.tickets.upsert import UpsertResult
from rca_dashboard.sync.shared_rows import SharedRows
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.tracing import span

log = logging.getLogger(__name__)

# A third of a second of work. A page of 10,000 would hold the database's lock for as long as others wait for it (5 s).
MOST_AT_ONCE = 1000


class Writer:
    """Stores rows, first come first served.

    Args:
        database: The database; its creator closes it.
        tables: All tables that are read, in the order of the configuration.
        instance: The instance's URL without credentials.

    Attributes:
        database: The database.
        shared: Finds the table of a row that several tables list.
        fresh: Tables whose very first poll has not ended: what it finds existed before the app.
    """

    def __init__(self, database: Database, tables: Sequence[str] = (), instance: str = "") -> None:
        self.database = database
        self.shared = SharedRows(database, tables, instance)
        self.fresh: set[str] = set()
        self._turn = asyncio.Lock()

    async def settle(self, first: Cursor) -> Cursor:
        """Return a table's cursor; if none is saved yet, ``first`` becomes it.

        Polls and the import both start this way: where one ends and the other begins is then the same for both.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        settled, is_fresh = await in_thread(settle_cursor, self.database, first)
        if is_fresh:
            self.fresh.add(first.table)
        return settled

    async def store(
        self,
        tickets: Sequence[Ticket],
        *,
        origin: Origin,
        at: datetime,
        cursor: Cursor | ImportPlace | None,
        overwrites_as_of: int | None = None,
        tries_again: bool = False,
    ) -> UpsertResult:
        """Store tickets, and the progress of a poll or an import with them; see ``store.tickets.upsert``.

        Rows that cannot be stored are set aside, and logged once. They are tried again when they have changed, and
        always by an import or with ``tries_again``.

        More than ``MOST_AT_ONCE`` tickets are stored in several transactions, and the cursor goes with the last: after
        a kill between them the page is read again, and what was already stored changes nothing.

        Raises:
            DatabaseUnavailableError: If the database does not work; the cursor is then not saved.
        """
        results: list[UpsertResult] = []
        for begin in range(0, max(len(tickets), 1), MOST_AT_ONCE):
            part, is_last = tickets[begin : begin + MOST_AT_ONCE], begin + MOST_AT_ONCE >= len(tickets)
            async with self._turn:
                results.append(
                    await in_thread(
                        self._store,
                        part,
                        origin=origin,
                        at=at,
                        cursor=cursor if is_last else None,
                        overwrites_as_of=overwrites_as_of,
                        tries_again=tries_again or origin is Origin.IMPORT,
                    )
                )
        result = together(results)
        if result.rejected:
            _log_rejected(result.rejected)
        return result

    async def store_slas(
        self,
        slas: Sequence[TaskSla],
        *,
        origin: Origin,
        at: datetime,
        cursor: Cursor | None,
        replaces: Mapping[str, TaskSla] = MappingProxyType({}),
    ) -> UpsertResult:
        """Store service levels, and the progress of their poll; see ``store.tickets.slas``.

        Raises:
            DatabaseUnavailableError: If the database does not work; the cursor is then not saved.
        """
        results: list[UpsertResult] = []
        for begin in range(0, max(len(slas), 1), MOST_AT_ONCE):
            part, is_last = slas[begin : begin + MOST_AT_ONCE], begin + MOST_AT_ONCE >= len(slas)
            async with self._turn:
                after = cursor if is_last else None
                stored = await in_thread(
                    upsert_slas, self.database, part, origin=origin, at=at, cursor=after, replaces=replaces
                )
                results.append(stored)
        return together(results)

    def _store(self, tickets: Sequence[Ticket], **how: Any) -> UpsertResult:  # noqa: ANN401 - those of upsert_each
        # No other write comes between: what is stored now is what the upsert compares with.
        with span("store", is_part=True, rows=len(tickets)) as storing:
            result = upsert_each(self.database, self.shared.settled(tickets), **how)
            storing.note(changes=len(result.changes))
        return result


def _log_rejected(rejected: Sequence[RejectedRow]) -> None:
    first = rejected[0]
    log.warning(
        "%d rows of the table %s cannot be stored and are set aside (the first is %s): %s "
        "The rest goes on; they are tried again when they change and at each reconcile.",
        len(rejected),
        first.table,
        first.ticket_id or first.key,
        first.reason,
    )
