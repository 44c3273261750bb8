"""Store what was read, and write what changed to the feed: both in one transaction, or neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.progress.rejected_row import RejectedRow
from rca_dashboard.domain.tickets.change import Change, ChangeType, FieldChanges, Origin, difference
from rca_dashboard.domain.tickets.priority import HIGH_PRIORITIES
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.page import ticket_row
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import append, take_turn
from rca_dashboard.store.listing.word_index import index_words, words_of_rows
from rca_dashboard.store.progress.cursors import is_saved, put
from rca_dashboard.store.progress.rejected_rows import forget_stored
from rca_dashboard.store.recent_changes import MOST_ROWS, CountedTicket, hand_over_rows
from rca_dashboard.store.schema.cases import CASE_TICKET
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.comparison import Comparison, compare, stored_rows
from rca_dashboard.store.tickets.rows import listed_ticket_of, ticket_of, values_of
from rca_dashboard.store.tickets.sla_columns import NO_SLA, SLA_COLUMNS, changed_fields, sla_columns
from rca_dashboard.store.tickets.tallies import tally
from rca_dashboard.store.tickets.versions import Version, in_turn, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class UpsertResult:
    """What an upsert did with its tickets; the four counts and the refused ones add up to their number.

    Attributes:
        new: Tickets that were not stored.
        updated: Tickets with a newer version, or other content under the same version.
        unchanged: Tickets that were stored exactly so.
        outdated: Tickets of which a newer version is stored.
        went_back: Of ``updated``, those with an older version than the stored one.
        changes: The changes that entered the feed, oldest first.
        rejected: What could not be stored: see ``store.tickets.isolation``.
    """

    new: int
    updated: int
    unchanged: int
    outdated: int
    changes: tuple[Change, ...]
    went_back: int = 0
    rejected: tuple[RejectedRow, ...] = ()


def upsert(
    database: Database,
    tickets: Sequence[Ticket],
    *,
    origin: Origin,
    at: datetime,
    cursor: Cursor | ImportPlace | None = None,
    overwrites_as_of: int | None = None,
) -> UpsertResult:
    """Store tickets that were read from ServiceNow, in any order, and save the cursor that covers them.

    A version is newer by ``sys_mod_count``, then by ``sys_updated_on``; an older one never overwrites a newer one, and
    of two equal versions with different content the later read wins. A ticket that was marked as deleted and is seen
    again is restored, whatever its version: a record that was deleted and created again counts from 0 again. If nothing
    differs and the cursor is the saved one, no statement writes.

    Args:
        database: The database.
        tickets: What was read; it may contain the same ticket more than once. Their ``revision``, ``arrived_at`` and
            ``is_deleted`` are set by the store and ignored.
        origin: How they came; those of an import get no ``arrived_at``.
        at: The current time.
        cursor: How far a poll or an import of their table has come with these rows.
        overwrites_as_of: The feed's ``seq`` before the tickets were read: an older version overwrites ours too, as of
            an instance that was restored, unless ours has changed since.

    Raises:
        UnstorableError: If the database refuses a value of one of the tickets; nothing is then stored.
        DatabaseUnavailableError: If the database does not work; nothing is then stored.
    """
    versions = in_turn([version_of(ticket) for ticket in tickets])
    with database.read() as session:
        connection = session.connection()
        seen = compare(connection, versions, overwrites_as_of)
        if not seen.pending and (cursor is None or is_saved(connection, cursor)):
            return _result(seen, ())
    with database.write() as session:
        connection = session.connection()
        seq = take_turn(connection)
        # What was true before may no longer be, now that this transaction has its turn.
        seen = compare(connection, versions, overwrites_as_of)
        changes = _write(connection, seen, seq=seq, origin=origin, at=at)
        forget_stored(connection, [version.ticket for version in seen.pending])
        if cursor is not None:
            put(connection, cursor)
    return _result(seen, changes)


def _result(seen: Comparison, changes: tuple[Change, ...]) -> UpsertResult:
    new = sum(change.type is ChangeType.NEW for change in changes)
    return UpsertResult(
        new=new,
        updated=len(changes) - new,
        # Values that JSON distinguishes and Python does not (1 and true) are pending, but change nothing.
        unchanged=seen.unchanged + len(seen.pending) - len(changes),
        outdated=seen.outdated,
        changes=changes,
        went_back=len(seen.went_back & {change.sys_id for change in changes}),
    )


def _write(connection: Connection, seen: Comparison, *, seq: int, origin: Origin, at: datetime) -> tuple[Change, ...]:
    known = stored_rows(connection, seen.known_ids)
    latest: dict[str, Ticket] = {sys_id: ticket_of(row) for sys_id, row in known.items()}
    changes: list[Change] = []
    rows: dict[str, tuple[Version, int]] = {}
    slas = _slas_beside(connection, [version.ticket.sys_id for version in seen.pending], known)
    digests: dict[str, int] = {}
    for version in seen.pending:
        ticket = version.ticket
        old = latest.get(ticket.sys_id)
        fields = _field_changes(old, version)
        if ticket.sys_id in slas and (old is None or old.is_deleted):
            fields = {**fields, **changed_fields(known.get(ticket.sys_id, NO_SLA), slas[ticket.sys_id])}
        if not fields:
            digests[ticket.sys_id] = version.digest
            continue
        kind = ChangeType.UPDATED if ticket.sys_id in latest else ChangeType.NEW
        latest[ticket.sys_id] = ticket
        seq += 1
        changes.append(Change(seq, at, kind, ticket.table, ticket.sys_id, ticket.ticket_id, fields, origin))
        rows[ticket.sys_id] = (version, seq)
    if changes:
        append(connection, changes)
        arrived_at = None if origin is Origin.IMPORT else at
        _write_tickets(connection, rows, {**known, **slas}, known, arrived_at)
    _correct_digests(connection, {sys_id: digest for sys_id, digest in digests.items() if sys_id not in rows})
    return tuple(changes)


def _slas_beside(
    connection: Connection, sys_ids: Sequence[str], known: Mapping[str, RowMapping]
) -> dict[str, Mapping[str, Any]]:
    """Return what service levels say of tickets that are new or come back: they came, or changed, without them."""
    come = [sys_id for sys_id in sys_ids if sys_id not in known or known[sys_id]["is_deleted"]]
    found = sla_columns(connection, come)
    return {sys_id: found.get(sys_id, NO_SLA) for sys_id in come}


def _correct_digests(connection: Connection, digests: dict[str, int]) -> None:
    """Store the digests of tickets that differ in nothing else: those that an earlier version of the app wrote.

    Each read of them would take the writers' turn otherwise.
    """
    if digests:
        wanted = [{"wanted_sys_id": sys_id, "digest": digest} for sys_id, digest in digests.items()]
        connection.execute(_CORRECT, wanted)


def _field_changes(old: Ticket | None, version: Version) -> FieldChanges:
    if old is None:
        # The result of difference(None, ticket), without comparing each field a second time.
        return {name: (None, value) for name, value in version.content.items()}
    changes = difference(old, version.ticket)
    return {"is_deleted": (True, False), **changes} if old.is_deleted else changes


def _write_tickets(
    connection: Connection,
    rows: dict[str, tuple[Version, int]],
    slas: Mapping[str, Mapping[str, Any] | RowMapping],
    known: dict[str, RowMapping],
    arrived_at: datetime | None,
) -> None:
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for sys_id, (version, seq) in rows.items():
        row, of_slas = known.get(sys_id), slas.get(sys_id, NO_SLA)
        kept = {name: of_slas[name] for name in SLA_COLUMNS}
        if row is None:
            new.append({"id": seq, **values_of(version, revision=seq, arrived_at=arrived_at), **kept})
        else:
            values = values_of(version, revision=seq, arrived_at=row["arrived_at"])
            changed.append({"id": row["id"], **values, **kept})
    replaced = [row for sys_id, row in known.items() if sys_id in rows and not row["is_deleted"]]
    tally(connection, gone=replaced, come=[*new, *changed])
    index_words(connection, old=words_of_rows(replaced), new=words_of_rows([*new, *changed]))
    if new:
        connection.execute(insert(TICKET), new)
    if changed:
        connection.execute(_UPDATE, [{**row, "wanted_sys_id": row["sys_id"]} for row in changed])
    # A row of a list names the ticket's case, which is read above this room: such rows are read from the database.
    if len(rows) <= MOST_ROWS and connection.execute(_OF_CASES, {"sys_ids": list(rows)}).first() is None:
        come = [*new, *changed]
        shown = [ticket_row(listed_ticket_of(row)) for row in come]
        hand_over_rows(shown, gone=[_counted(row) for row in replaced], come=[_counted(row) for row in come])


def _counted(row: Mapping[str, Any] | RowMapping) -> CountedTicket:
    is_high = row["is_active"] and row["priority"] in HIGH_PRIORITIES
    return CountedTicket(row["is_active"], is_high, row["opened_at"])


_UPDATE = (
    update(TICKET)
    .where(TICKET.c.sys_id == bindparam("wanted_sys_id"))
    .values({column: bindparam(column.name) for column in TICKET.c if column.name not in {"id", "sys_id"}})
)
_OF_CASES = select(CASE_TICKET.c.sys_id).where(CASE_TICKET.c.sys_id.in_(bindparam("sys_ids", expanding=True))).limit(1)
_CORRECT = update(TICKET).where(TICKET.c.sys_id == bindparam("wanted_sys_id")).values(digest=bindparam("digest"))
