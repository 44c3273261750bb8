"""Store a batch in spite of rows that cannot be stored: one row never stops its table.

If a batch fails because of a value, it is halved until the row is found; that row is set aside with the reason, kept,
and the cursor goes on. It is tried again when it changes, and at each reconcile and import. An error of the connection
or of the database as a whole is not an error of a row: it is raised, and nothing is set aside.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import DBAPIError, ProgrammingError

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.progress.rejected_row import RejectedRow
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.engine import Database, DatabaseUnavailableError, UnstorableError
from rca_dashboard.store.progress.cursors import put
from rca_dashboard.store.progress.rejected_rows import forget_unchanged, key_of, put_rejected, rejected_in
from rca_dashboard.store.schema.prefixes import LONGEST_SYS_ID
from rca_dashboard.store.texts import storable
from rca_dashboard.store.tickets.upsert import UpsertResult, upsert
from rca_dashboard.store.tickets.versions import version_of

LONGEST_REASON = 500
# A row that is refused because of its size should not fill the database by being kept.
_LONGEST_CONTENT = 1_000_000


def upsert_each(
    database: Database,
    tickets: Sequence[Ticket],
    *,
    origin: Origin,
    at: datetime,
    cursor: Cursor | ImportPlace | None = None,
    overwrites_as_of: int | None = None,
    tries_again: bool = False,
) -> UpsertResult:
    """Store tickets as ``upsert`` does, without those that cannot be stored.

    Args:
        database: The database.
        tickets: What was read.
        origin: How they came.
        at: The current time.
        cursor: How far a poll or an import of their table has come with these rows.
        overwrites_as_of: As in ``upsert``.
        tries_again: Try rows again that were set aside and have not changed since.

    Returns:
        What was done; ``rejected`` holds the rows that were set aside for the first time.

    Raises:
        DatabaseUnavailableError: If the database does not work; the cursor is then not saved.
    """
    try:
        _check_sys_ids(tickets)
        result = upsert(database, tickets, origin=origin, at=at, cursor=cursor, overwrites_as_of=overwrites_as_of)
    except Exception as error:
        if not tickets or not concerns_row(error):
            raise
    else:
        if tries_again:
            forget_unchanged(database, tickets)
        return result
    batch = _Batch(lambda some: upsert(database, some, origin=origin, at=at, overwrites_as_of=overwrites_as_of), at)
    batch.store(tickets if tries_again else _without_known(database, tickets))
    batch.check_any_stored()
    with database.write() as session:
        connection = session.connection()
        new = put_rejected(connection, batch.rejected)
        if cursor is not None:
            put(connection, cursor)
    return replace(together(batch.results), rejected=new)


def concerns_row(error: Exception) -> bool:
    """Return whether an error may be caused by a row, and not by the database or its connection."""
    if isinstance(error, DatabaseUnavailableError):
        return isinstance(error, UnstorableError)
    if isinstance(error, ProgrammingError):
        return getattr(error.orig, "sqlstate", None) is None  # SQLite cannot bind a value; a missing table has a code
    return not isinstance(error, MemoryError | OSError)


def together(results: Sequence[UpsertResult]) -> UpsertResult:
    """Return the sum of some results."""
    return UpsertResult(
        new=sum(result.new for result in results),
        updated=sum(result.updated for result in results),
        unchanged=sum(result.unchanged for result in results),
        outdated=sum(result.outdated for result in results),
        changes=tuple(change for result in results for change in result.changes),
        went_back=sum(result.went_back for result in results),
        rejected=tuple(row for result in results for row in result.rejected),
    )


class _Batch:
    """Stores a batch half by half, down to single rows."""

    def __init__(self, upsert_some: Callable[[Sequence[Ticket]], UpsertResult], at: datetime) -> None:
        self._upsert_some = upsert_some
        self._at = at
        self._unexpected: list[Exception] = []
        self.results: list[UpsertResult] = []
        self.rejected: list[RejectedRow] = []

    def store(self, tickets: Sequence[Ticket]) -> None:
        """Store what can be stored."""
        if not tickets:
            return
        try:
            _check_sys_ids(tickets)
            self.results.append(self._upsert_some(tickets))
        except Exception as error:
            if not concerns_row(error):
                raise
            if len(tickets) == 1:
                self._set_aside(tickets[0], error)
                return
            middle = len(tickets) // 2
            self.store(tickets[:middle])
            self.store(tickets[middle:])

    def check_any_stored(self) -> None:
        """Raise an unexpected error that every one of several rows has: it is the app's, and not theirs.

        Raises:
            Exception: The first of these errors.
        """
        if not self.results and len(self._unexpected) == len(self.rejected) > 1:
            raise self._unexpected[0]

    def _set_aside(self, ticket: Ticket, error: Exception) -> None:
        if not isinstance(error, UnstorableError):
            self._unexpected.append(error)
        self.rejected.append(
            RejectedRow(
                table=ticket.table,
                key=key_of(ticket.sys_id),
                ticket_id=storable(ticket.ticket_id)[:LONGEST_SYS_ID],
                digest=_digest(ticket),
                reason=_reason(error),
                since=self._at,
                last_at=self._at,
                content=_content(ticket),
            )
        )


def _check_sys_ids(tickets: Sequence[Ticket]) -> None:
    if any(len(ticket.sys_id) > LONGEST_SYS_ID for ticket in tickets):
        raise UnstorableError(f"A sys_id has more than {LONGEST_SYS_ID} characters; ServiceNow's have 32.")


def _without_known(database: Database, tickets: Sequence[Ticket]) -> list[Ticket]:
    known: dict[tuple[str, str], int] = {}
    for table in {ticket.table for ticket in tickets}:
        known.update(((table, key), digest) for key, digest in rejected_in(database, table).items())
    return [ticket for ticket in tickets if known.get((ticket.table, key_of(ticket.sys_id))) != _digest(ticket)]


def _digest(ticket: Ticket) -> int:
    try:
        return version_of(ticket).digest
    except Exception:  # noqa: BLE001 - whatever is odd about the row, it has a digest
        return ticket.mod_count % 2**62


def _reason(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    text = " ".join(storable(str(cause)).split())
    return (text if isinstance(error, UnstorableError) else f"{type(cause).__name__}: {text}")[:LONGEST_REASON]


def _content(ticket: Ticket) -> str:
    try:
        return json.dumps(ticket.content(), default=str)[:_LONGEST_CONTENT]
    except Exception:  # noqa: BLE001 - the reason says what is odd about the row
        return ""
