"""Write cases. Each edit is one transaction: the case, its parts, its event, its audit and feed entries.

Editors take their turn with the writers of tickets, so that two edits of one case never overwrite each other, and what
was acknowledged is stored whole or not at all.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from rca_dashboard.domain.audit import LONGEST_DETAIL, Action, Actor, AuditEntry
from rca_dashboard.domain.cases.case import CASE_TABLE, Case, TicketRole, case_id_of
from rca_dashboard.domain.cases.content import content_of, difference, joined
from rca_dashboard.domain.cases.edit import CaseConflictError, Edit
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.change import TOUCHED, Change, ChangeType, Origin
from rca_dashboard.store.audit import insert_entry
from rca_dashboard.store.cases.reading import load_case
from rca_dashboard.store.cases.rows import PART_TABLES, as_text, case_values, event_of_row, part_values
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import append, take_turn
from rca_dashboard.store.insight.kept_terms import upsert_into
from rca_dashboard.store.limits import is_limited
from rca_dashboard.store.schema.cases import CASE, CASE_EVENT, CASE_TICKET
from rca_dashboard.store.texts import storable

_ROWS_AT_ONCE = 500
# An entry of the feed names no more tickets: then each open list is read again, and a case seldom gets as many at once.
MOST_TOUCHED = 100
Editing = Callable[[Case], Edit]


def create_case(database: Database, made: Edit, actor: Actor) -> Case:
    """Store a new case with its tickets, and return it."""
    with database.write() as session:
        connection = session.connection()
        seq = take_turn(connection) + 1
        row = case_values(made.case) | {"revision": seq}
        case_id: int = connection.execute(insert(CASE).values(row).returning(CASE.c.id)).scalar_one()
        _store_parts(connection, case_id, replace(made.case, **dict.fromkeys(PART_TABLES, ())), made.case)
        _store_tickets(connection, case_id, made)
        case = _loaded(connection, case_id)
        _announce(connection, None, case, made, actor, seq)
    return case


def edit_case(
    database: Database, number: str, edit: Editing, actor: Actor, *, at: datetime, expected: int | None = None
) -> Case | None:
    """Edit a case, and return it as it is now; None if there is none that the reader may see.

    Args:
        database: The database.
        number: The case's.
        edit: Returns what becomes of the case; what it raises is raised, and nothing is stored.
        actor: Who edits it.
        at: The time.
        expected: The version that they have seen; None where nothing can be overwritten.

    Raises:
        CaseConflictError: If the case has another version by now.
    """
    case_id = case_id_of(number)
    if not _is_visible(database, case_id):
        return None
    try:
        after = _edited(database, case_id, edit, actor, at, expected)
    except _OutdatedError as outdated:
        raise CaseConflictError(outdated.case, outdated.expected, _changes_since(database, outdated)) from None
    return _as_seen(database, after)


class _OutdatedError(Exception):
    """An edit of a version that is no longer the newest."""

    def __init__(self, case: Case, expected: int) -> None:
        super().__init__()
        self.case = case
        self.expected = expected


def _edited(database: Database, case_id: int, edit: Editing, actor: Actor, at: datetime, expected: int | None) -> Case:
    with database.write() as session:
        connection = session.connection()
        seq = take_turn(connection) + 1
        before = _loaded(connection, case_id)
        if expected is not None and expected != before.version:
            raise _OutdatedError(before, expected)
        edited = edit(before)
        if not edited.kind or (edited.kind != "note" and _is_nothing(before, edited)):
            return before
        _store_edit(connection, before, edited, actor, at, seq)
        after = _loaded(connection, case_id)
        _announce(connection, before, after, edited, actor, seq)
    return after


def _is_nothing(before: Case, edited: Edit) -> bool:
    return edited.case == before and not edited.tickets and not edited.removed


def _store_edit(connection: Connection, before: Case, edited: Edit, actor: Actor, at: datetime, seq: int) -> None:
    after = replace(edited.case, version=before.version + 1, revision=seq, updated_by=actor.username, updated_at=at)
    connection.execute(update(CASE).where(CASE.c.id == before.id).values(case_values(after)))
    _store_parts(connection, before.id, before, after)
    _store_tickets(connection, before.id, edited)


def _store_parts(connection: Connection, case_id: int, before: Case, after: Case) -> None:
    for name, stored in PART_TABLES.items():
        old = {part.id: part for part in getattr(before, name)}
        new = getattr(after, name)
        key = stored.table.c.id
        for gone in old.keys() - {part.id for part in new}:
            connection.execute(delete(stored.table).where(key == gone))
        for part in new:
            if not part.id:
                connection.execute(insert(stored.table).values(case_id=case_id, **part_values(part)))
            elif part != old.get(part.id):
                connection.execute(update(stored.table).where(key == part.id).values(part_values(part)))


def _store_tickets(connection: Connection, case_id: int, edited: Edit) -> None:
    rows = [{"case_id": case_id, **part_values(ticket)} for ticket in edited.tickets]
    statement = upsert_into(connection, CASE_TICKET)
    role = {"role": statement.excluded["role"]}
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        put = statement.on_conflict_do_update(index_elements=["case_id", "sys_id"], set_=role)
        connection.execute(put, rows[start : start + _ROWS_AT_ONCE])
    for start in range(0, len(edited.removed), _ROWS_AT_ONCE):
        some = CASE_TICKET.c.sys_id.in_(edited.removed[start : start + _ROWS_AT_ONCE])
        connection.execute(delete(CASE_TICKET).where(CASE_TICKET.c.case_id == case_id, some))


def _announce(connection: Connection, before: Case | None, after: Case, edited: Edit, actor: Actor, seq: int) -> None:
    """Write the event, the audit entry and the entry of the feed; the first two say what changed."""
    changes = difference(content_of(before) if before else {}, content_of(after))
    event = {
        "seq": seq,
        "case_id": after.id,
        "at": after.updated_at,
        "by": storable(actor.username),
        "kind": edited.kind,
        "subject": edited.subject or _new_part(before, after),
        "sys_id": storable(edited.sys_id),
        "version": after.version,
        "changes": storable(as_text(changes)),
        "text": storable(edited.text),
    }
    moved: dict[str, tuple[Json, Json]] = {
        "version": (before.version if before else None, after.version),
        TOUCHED: (None, _touched(connection, before, after, edited)),
    }
    change = Change(
        seq=seq,
        at=after.updated_at,
        type=ChangeType.CASE,
        table=CASE_TABLE,
        sys_id=after.number,
        ticket_id=after.number,
        changes=moved,
        origin=Origin.USER,
    )
    append(connection, [change])
    connection.execute(insert(CASE_EVENT).values(event))
    insert_entry(connection, _audit_entry(after, edited, actor))


def _touched(connection: Connection, before: Case | None, after: Case, edited: Edit) -> list[Json] | None:
    """Return the tickets whose rows say something else by now; None for more than are named.

    A row names its ticket's newest case; where the ticket came after the fix, also when that was.
    """
    touched = [each.sys_id for each in edited.tickets] + list(edited.removed)
    if before is not None and before.fixed_at != after.fixed_at:
        later = CASE_TICKET.c.case_id == after.id, CASE_TICKET.c.role == TicketRole.RECURRENCE.value
        wanted = select(CASE_TICKET.c.sys_id).where(*later).limit(MOST_TOUCHED + 1)
        touched += connection.execute(wanted).scalars().all()
    return list(dict.fromkeys(touched)) if len(touched) <= MOST_TOUCHED else None


def _audit_entry(after: Case, edited: Edit, actor: Actor) -> AuditEntry:
    detail = f"{edited.kind.replace('_', ' ')} (version {after.version}): {edited.text}"
    return AuditEntry(
        at=after.updated_at,
        username=actor.username,
        address=actor.address,
        action=Action.CASE_CREATED if edited.kind == "created" else Action.CASE_CHANGED,
        subject=after.number,
        detail=shortened(detail.removesuffix(": "), LONGEST_DETAIL),
    )


def _new_part(before: Case | None, after: Case) -> int:
    """Return the id of the one part that an edit has added; 0 if there is none."""
    for name in PART_TABLES:
        old = {part.id for part in getattr(before, name)} if before else set[int]()
        added = [part.id for part in getattr(after, name) if part.id not in old]
        if len(added) == 1:
            return added[0]
    return 0


def _changes_since(database: Database, outdated: _OutdatedError) -> dict[str, tuple[Json, Json]]:
    """Return what others have changed, as far as the reader may see it."""
    later = CASE_EVENT.c.case_id == outdated.case.id, CASE_EVENT.c.version > outdated.expected
    with database.read() as session:
        rows = session.connection().execute(select(CASE_EVENT).where(*later).order_by(CASE_EVENT.c.seq)).mappings()
        return joined([event_of_row(row).changes for row in rows])


def _as_seen(database: Database, case: Case) -> Case | None:
    """Return a case that was read for an edit, and so in whole, as its reader may see it."""
    with database.read() as session:
        connection = session.connection()
        return load_case(connection, case.id) if is_limited(connection) else case


def _is_visible(database: Database, case_id: int) -> bool:
    with database.read() as session:
        return session.connection().execute(select(CASE.c.id).where(CASE.c.id == case_id)).first() is not None


def _loaded(connection: Connection, case_id: int) -> Case:
    case = load_case(connection, case_id)
    if case is None:  # cases are never deleted
        message = f"the case {case_id} has disappeared"
        raise RuntimeError(message)
    return case
