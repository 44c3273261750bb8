"""One ticket with its activity and its relations, read for its page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.detail import RelatedGroup, RelatedTicket, TicketDetail
from rca_dashboard.domain.tickets.detail_fields import activity_entry, detail_of
from rca_dashboard.domain.tickets.relations import changes_of, parent_of
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.page import LONGEST_TEXT_IN_A_ROW
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import current_seq
from rca_dashboard.store.schema.prefixes import has_text
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable
from rca_dashboard.store.tickets.activity import read_activity
from rca_dashboard.store.tickets.rows import ticket_of

# Most tickets have fewer; the page asks for more.
ACTIVITY_PAGE = 30
MOST_RELATED = 10
# Records that share one number: five have been seen.
MOST_WITH_ONE_NUMBER = 20
_T = TICKET.c
_PRESENT = _T.is_deleted.is_(False)
_RELATED = (
    _T.sys_id,
    _T.table,
    _T.ticket_id,
    _T.short_description,
    _T.status,
    _T.priority,
    _T.is_active,
    _T.is_deleted,
)


@dataclass(frozen=True, slots=True)
class TicketSight:
    """A ticket as it was read, and what it depends on.

    Attributes:
        depends_on: The sys_ids and numbers of all records whose changes can alter the detail.
    """

    detail: TicketDetail
    depends_on: frozenset[str]


def ticket_key(database: Database, asked: str) -> str:
    """Return the sys_id of a ticket given its sys_id or its number; the given text if there is none.

    Of several with one number it is the one opened last; a deleted one comes after all others.
    """
    with database.read() as session:
        return _sys_id_of(session.connection(), asked) or asked


def ticket_sight(database: Database, key: str) -> TicketSight:
    """Return a ticket's page by its key, as one snapshot of the store with the feed's ``seq`` as its ``rev``.

    A deleted ticket is returned too. A key that was not a sys_id when it was requested is looked up as a number again:
    the ticket may have arrived since.
    """
    with database.read() as session:
        connection = session.connection()
        rev = current_seq(connection)
        sys_id = _sys_id_of(connection, key)
        if sys_id is None:
            return TicketSight(TicketDetail(key=key, rev=rev), frozenset({key, key.upper()}))
        row = connection.execute(select(TICKET).where(_T.sys_id == sys_id)).mappings().one()
        return _sight(connection, key, ticket_of(row), rev)


def _sys_id_of(connection: Connection, asked: str) -> str | None:
    wanted = storable(asked)
    by_number = (
        select(_T.sys_id)
        .where(_T.is_deleted.in_((False, True)), has_text(_T.ticket_id, (wanted, wanted.upper())), _T.ticket_id != "")
        .order_by(_T.is_deleted, _T.opened_at.desc().nulls_last(), _T.sys_id.desc())
        .limit(1)
    )
    found = connection.execute(select(_T.sys_id).where(_T.sys_id == wanted)).scalar()
    return found or connection.execute(by_number).scalar()


def _sight(connection: Connection, key: str, ticket: Ticket, rev: int) -> TicketSight:
    activity = read_activity(connection, ticket)
    related = tuple(group for group in _relations(connection, ticket) if group.tickets)
    same_number = _same_number(connection, ticket)
    detail = replace(
        detail_of(ticket),
        key=key,
        rev=rev,
        activity=tuple(activity_entry(entry) for entry in activity[:ACTIVITY_PAGE]),
        entries=len(activity),
        related=related,
        same_number=same_number,
    )
    others = (each.sys_id for group in related for each in group.tickets)
    shared = (reference.id for reference in (ticket.problem, ticket.cmdb_ci) if reference)
    return TicketSight(detail, frozenset({key, ticket.sys_id, ticket.ticket_id, *others, *shared} - {""}))


def _relations(connection: Connection, ticket: Ticket) -> list[RelatedGroup]:
    problem, item, parent = ticket.problem, ticket.cmdb_ci, parent_of(ticket)
    groups = [
        _referred(connection, "Problem", [problem] if problem else []),
        _referred(connection, "Change", changes_of(ticket)),
        _referred(connection, "Parent", [parent] if parent else []),
        _those_with(connection, "Children", has_text(_T.parent_id, [ticket.sys_id]), ticket),
        _with_list(
            _those_with(connection, "Tickets with this problem", has_text(_T.problem_id, [ticket.sys_id]), ticket),
            problem=ticket.sys_id,
        ),
    ]
    if problem:
        group = _those_with(
            connection, "Other tickets with the same problem", has_text(_T.problem_id, [problem.id]), ticket
        )
        groups.append(_with_list(group, problem=problem.id))
    if item:
        title = f"Other tickets on {item.name or item.id}"
        group = _those_with(connection, title, has_text(_T.cmdb_ci_id, [item.id]), ticket)
        groups.append(_with_list(group, cmdb_ci=item.id))
    return groups


def _referred(connection: Connection, title: str, references: Sequence[Reference]) -> RelatedGroup:
    rows = connection.execute(select(*_RELATED).where(_T.sys_id.in_([each.id for each in references])))
    kept = {row["sys_id"]: _related(row) for row in rows.mappings()}
    tickets = tuple(
        kept.get(each.id) or RelatedTicket(sys_id=each.id, name=each.name, is_kept=False) for each in references
    )
    return RelatedGroup(title, tickets, len(tickets))


def _those_with(connection: Connection, title: str, condition: ColumnElement[bool], ticket: Ticket) -> RelatedGroup:
    """Return the records that meet a condition: those still being worked on first, then the newest."""
    conditions = (condition, _PRESENT, _T.sys_id != ticket.sys_id)
    wanted = (
        select(*_RELATED)
        .where(*conditions)
        .order_by(_T.is_active.desc(), _T.opened_at.desc().nulls_last(), _T.sys_id.desc())
        .limit(MOST_RELATED)
    )
    tickets = tuple(_related(row) for row in connection.execute(wanted).mappings())
    if len(tickets) < MOST_RELATED:
        return RelatedGroup(title, tickets, len(tickets))
    total = connection.execute(select(func.count()).select_from(TICKET).where(*conditions)).scalar_one()
    return RelatedGroup(title, tickets, total)


def _with_list(group: RelatedGroup, **choice: str) -> RelatedGroup:
    """Add the link to the list of all of them; an id that no filter can express (with a comma, say) gets none."""
    name, sys_id = next(iter(choice.items()))
    wanted = View.from_query_or_default(choice)
    return replace(group, query=wanted.key) if getattr(wanted.filter, name) == (sys_id,) else group


def _same_number(connection: Connection, ticket: Ticket) -> tuple[RelatedTicket, ...]:
    if not ticket.ticket_id:
        return ()
    wanted = (
        select(*_RELATED)
        .where(_T.is_deleted.in_((False, True)), has_text(_T.ticket_id, [ticket.ticket_id]), _T.sys_id != ticket.sys_id)
        .order_by(_T.is_deleted, _T.opened_at.desc().nulls_last(), _T.sys_id.desc())
        .limit(MOST_WITH_ONE_NUMBER)
    )
    return tuple(_related(row) for row in connection.execute(wanted).mappings())


def _related(row: RowMapping) -> RelatedTicket:
    return RelatedTicket(
        sys_id=row["sys_id"],
        name=row["ticket_id"] or row["sys_id"],
        short_description=shortened(row["short_description"], LONGEST_TEXT_IN_A_ROW),
        status="Deleted" if row["is_deleted"] else row["status"],
        priority=row["priority"] or 0,
        is_active=row["is_active"] and not row["is_deleted"],
    )
