"""What pages and programs ask of the store; ``ui`` and ``api`` look at this module of the store and no other."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, and_, case, func, select

from rca_dashboard.domain.page import TicketCounts, TicketPage, TicketRow, ticket_row
from rca_dashboard.domain.ticket import Ticket
from rca_dashboard.domain.view import View
from rca_dashboard.store.audit import count_after as audit_count_after
from rca_dashboard.store.audit import entries_after as audit_entries_after
from rca_dashboard.store.audit import entries_before as audit_entries_before
from rca_dashboard.store.conditions import PRESENT
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.feed import changes_after, current_seq, history, latest_seq, oldest_seq
from rca_dashboard.store.history import older_changes
from rca_dashboard.store.migrate import is_migrated
from rca_dashboard.store.polls import recent_polls
from rca_dashboard.store.selection import Selection
from rca_dashboard.store.tables import TICKET
from rca_dashboard.store.tally_tables import TICKET_KIND, TICKET_NAME
from rca_dashboard.store.texts import storable
from rca_dashboard.store.ticket_rows import LIST_COLUMNS, listed_ticket_of, ticket_of

__all__ = [
    "NO_CHOICES",
    "Database",
    "DatabaseUnavailableError",
    "FilterChoices",
    "TicketList",
    "TicketStats",
    "audit_count_after",
    "audit_entries_after",
    "audit_entries_before",
    "changes_after",
    "choices",
    "history",
    "is_migrated",
    "latest_seq",
    "names_like",
    "names_of",
    "older_changes",
    "oldest_seq",
    "recent_polls",
    "selected_ids",
    "ticket",
    "ticket_counts",
    "ticket_list",
    "ticket_page",
    "ticket_rows",
    "ticket_stats",
    "tickets_by_id",
]

MOST_FILTER_CHOICES = 200
_IDS_AT_ONCE = 1_000
_T = TICKET.c
_K = TICKET_KIND.c
_N = TICKET_NAME.c


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketList:
    """A view's page with whole tickets. ``total`` counts all pages; it is true up to the feed's ``seq`` in ``rev``."""

    tickets: tuple[Ticket, ...]
    total: int
    rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStats:
    """How many tickets there are, not counting deleted ones; ``""`` stands for no priority or no category."""

    total: int
    open: int
    closed: int
    by_priority: dict[str, int]
    by_category: dict[str, int]
    by_status: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoices:
    """What a filter's menu offers: the value to filter by and its label, by label, at most 200 of each."""

    status: tuple[tuple[str, str], ...]
    category: tuple[tuple[str, str], ...]
    source: tuple[tuple[str, str], ...]
    table: tuple[tuple[str, str], ...]
    assignment_group: tuple[tuple[str, str], ...]


NO_CHOICES = FilterChoices(status=(), category=(), source=(), table=(), assignment_group=())


def ticket_list(database: Database, view: View) -> TicketList:
    """Give a view's page of whole tickets, with all pages counted; beyond the last page it is empty."""
    with database.read() as session:
        connection = session.connection()
        rev = current_seq(connection)
        selected = Selection(connection, view).page(is_exact=True)
        rows = _rows(connection, selected.ids, tuple(_T))
    return TicketList(tickets=tuple(ticket_of(row) for row in rows), total=selected.total, rev=rev)


def ticket_page(database: Database, view: View) -> TicketPage:
    """Give a view's page as browsers get it; beyond the last page it has no rows. Of much, not all is counted."""
    with database.read() as session:
        connection = session.connection()
        rev = current_seq(connection)
        selected = Selection(connection, view).page(is_exact=False)
        rows = _rows(connection, selected.ids, LIST_COLUMNS)
    return TicketPage(
        view=view.key,
        rev=rev,
        rows=tuple(ticket_row(listed_ticket_of(row)) for row in rows),
        page=view.page,
        limit=view.limit,
        total=selected.total,
        pages=max(1, -(-selected.total // view.limit)),
        has_more=not selected.is_exact,
    )


def selected_ids(database: Database, view: View) -> "array[int]":
    """Give the keys of all tickets of a view's filter, in its order: eight bytes each, for ``tickets_by_id``."""
    with database.read() as session:
        return array("q", Selection(session.connection(), view).ids())


def tickets_by_id(database: Database, ids: Sequence[int]) -> tuple[Ticket, ...]:
    """Give the tickets with these keys as they are now, in this order, less those deleted meanwhile."""
    with database.read() as session:
        rows = _rows(session.connection(), ids, tuple(_T))
    return tuple(ticket_of(row) for row in rows if not row["is_deleted"])


def ticket_rows(database: Database, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:
    """Give the rows of these tickets as browsers get them, deleted ones too; at most some hundred are asked at once."""
    wanted = select(*LIST_COLUMNS).where(_T.sys_id.in_(sys_ids))
    with database.read() as session:
        rows = session.connection().execute(wanted).mappings().all()
    return tuple(ticket_row(listed_ticket_of(row)) for row in rows)


def ticket(database: Database, ticket_id: str) -> Ticket | None:
    """Give one ticket by its sys_id or its number; of several with one number, the one that was opened last.

    A ticket that is marked as deleted is given too: it says so itself.
    """
    wanted = storable(ticket_id)
    by_sys_id = select(TICKET).where(_T.sys_id == wanted)
    by_number = (
        select(TICKET)
        .where(_T.is_deleted.in_((False, True)), _T.ticket_id == wanted)
        .order_by(_T.is_deleted, _T.opened_at.desc().nulls_last(), _T.sys_id.desc())
        .limit(1)
    )
    with database.read() as session:
        connection = session.connection()
        row = connection.execute(by_sys_id).mappings().first() or connection.execute(by_number).mappings().first()
    return ticket_of(row) if row else None


def ticket_counts(database: Database, *, now: datetime) -> TicketCounts:
    """Give the figures of the cards."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    is_high = and_(_K.is_active.is_(True), _K.priority.in_((1, 2)))
    counts = select(_sum(), _sum(_K.is_active.is_(True)), _sum(is_high)).select_from(TICKET_KIND)
    opened_today = select(func.count()).select_from(TICKET).where(PRESENT, _T.opened_at >= midnight)
    with database.read() as session:
        connection = session.connection()
        total, active, high = connection.execute(counts).one()
        new_today = connection.execute(opened_today).scalar_one()
    return TicketCounts(total=int(total), active=int(active), high_priority=int(high), new_today=new_today)


def ticket_stats(database: Database) -> TicketStats:
    """Give totals by kind."""
    with database.read() as session:
        connection = session.connection()
        by_activity = dict(_counted(connection, _K.is_active))
        by_priority = _counted(connection, _K.priority)
        by_category = _counted(connection, _K.category)
        by_status = _counted(connection, _K.status)
    return TicketStats(
        total=sum(by_activity.values()),
        open=by_activity.get(True, 0),
        closed=by_activity.get(False, 0),
        by_priority={"" if value is None else str(value): count for value, count in by_priority},
        by_category=dict(by_category),
        by_status=dict(by_status),
    )


def choices(database: Database) -> FilterChoices:
    """Give what the filters' menus offer: what there is among the tickets that are not deleted."""
    with database.read() as session:
        connection = session.connection()
        return FilterChoices(
            status=_offered(connection, _K.status, _K.status),
            category=_offered(connection, _K.category, _K.category_label),
            source=_offered(connection, _K.source, _K.source_label),
            table=_offered(connection, _K.table, _K.table),
            assignment_group=_offered_names(connection, "assignment_group"),
        )


def names_like(database: Database, field: str, typed: str) -> tuple[tuple[str, str], ...]:
    """Give groups or people to choose from: sys_id and name of those whose name holds what is typed, by name.

    Args:
        database: Where to look.
        field: ``assignment_group`` or ``assigned_to``.
        typed: What stands in the menu's field; nothing gives the first of all.
    """
    with database.read() as session:
        return _offered_names(session.connection(), field, typed)


def names_of(database: Database, sys_ids: Sequence[str]) -> dict[str, str]:
    """Give the names of groups and people that tickets are or were with, by sys_id."""
    wanted = select(_N.sys_id, func.max(_N.name)).where(_N.sys_id.in_([storable(each) for each in sys_ids]))
    with database.read() as session:
        rows = session.connection().execute(wanted.group_by(_N.sys_id))
        return {sys_id: name for sys_id, name in rows if name}


def _rows(connection: Connection, ids: Sequence[int], columns: Sequence[Column[Any]]) -> list[RowMapping]:
    """Give these columns of the tickets with these ids, in this order."""
    found: dict[int, RowMapping] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        rows = connection.execute(select(_T.id.label("row_id"), *columns).where(_T.id.in_(some))).mappings()
        found.update((row["row_id"], row) for row in rows)
    return [found[each] for each in ids if each in found]


def _sum(*conditions: Any) -> Any:  # noqa: ANN401 - SQL expressions
    counted = case((and_(*conditions), _K.count), else_=0) if conditions else _K.count
    return func.coalesce(func.sum(counted), 0)


def _counted(connection: Connection, column: Column[Any]) -> list[tuple[Any, int]]:
    rows = connection.execute(select(column, _sum()).where(_K.count > 0).group_by(column).order_by(column))
    return [(value, int(count)) for value, count in rows]


def _offered(connection: Connection, value: Column[Any], label: Column[Any]) -> tuple[tuple[str, str], ...]:
    shown = func.max(label)
    wanted = select(value, shown).where(_K.count > 0, value != "").group_by(value)
    rows = connection.execute(wanted.order_by(shown, value).limit(MOST_FILTER_CHOICES))
    return tuple((each, name or each) for each, name in rows)


def _offered_names(connection: Connection, field: str, typed: str = "") -> tuple[tuple[str, str], ...]:
    shown = func.max(_N.name)
    wanted = select(_N.sys_id, shown).where(_N.field == field, _N.sys_id != "", _N.count > 0).group_by(_N.sys_id)
    if typed:
        wanted = wanted.where(_N.name.icontains(storable(typed), autoescape=True))
    rows = connection.execute(wanted.order_by(shown, _N.sys_id).limit(MOST_FILTER_CHOICES))
    return tuple((each, name or each) for each, name in rows)
