"""What pages and programs ask of the store; ``ui`` and ``api`` look at this module of the store and no other."""

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
from rca_dashboard.store.conditions import matches, order_by
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.feed import changes_after, current_seq, history, latest_seq, oldest_seq
from rca_dashboard.store.history import older_changes
from rca_dashboard.store.migrate import is_migrated
from rca_dashboard.store.polls import recent_polls
from rca_dashboard.store.tables import TICKET
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
    "older_changes",
    "oldest_seq",
    "recent_polls",
    "ticket",
    "ticket_counts",
    "ticket_list",
    "ticket_page",
    "ticket_rows",
    "ticket_stats",
]

MOST_FILTER_CHOICES = 200
_T = TICKET.c
_PRESENT = _T.is_deleted.is_(False)


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
    """Give a view's page of whole tickets; beyond the last page it is empty."""
    with database.read() as session:
        rows, total, rev = _page(session.connection(), view, tuple(_T))
    return TicketList(tickets=tuple(ticket_of(row) for row in rows), total=total, rev=rev)


def ticket_page(database: Database, view: View) -> TicketPage:
    """Give a view's page as browsers get it; beyond the last page it has no rows."""
    with database.read() as session:
        rows, total, rev = _page(session.connection(), view, LIST_COLUMNS)
    return TicketPage(
        view=view.key,
        rev=rev,
        rows=tuple(ticket_row(listed_ticket_of(row)) for row in rows),
        page=view.page,
        limit=view.limit,
        total=total,
        pages=max(1, -(-total // view.limit)),
    )


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
    is_high = and_(_T.is_active.is_(True), _T.priority.in_((1, 2)))
    counts = select(func.count(), _how_many(_T.is_active.is_(True)), _how_many(is_high)).where(_PRESENT)
    opened_today = select(func.count()).select_from(TICKET).where(_PRESENT, _T.opened_at >= midnight)
    with database.read() as session:
        connection = session.connection()
        total, active, high = connection.execute(counts.select_from(TICKET)).one()
        new_today = connection.execute(opened_today).scalar_one()
    return TicketCounts(total=total, active=active, high_priority=high, new_today=new_today)


def ticket_stats(database: Database) -> TicketStats:
    """Give totals by kind."""
    with database.read() as session:
        connection = session.connection()
        by_activity = dict(_counted(connection, _T.is_active))
        by_priority = _counted(connection, _T.priority)
        by_category = _counted(connection, _T.category)
        by_status = _counted(connection, _T.status)
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
            status=_offered(connection, _T.status, _T.status),
            category=_offered(connection, _T.category, _T.category_label),
            source=_offered(connection, _T.source, _T.source_label),
            table=_offered(connection, _T.table, _T.table),
            assignment_group=_offered(connection, _T.assignment_group_id, _T.assignment_group_name),
        )


def _page(connection: Connection, view: View, columns: Sequence[Column[Any]]) -> tuple[Sequence[RowMapping], int, int]:
    conditions = matches(connection, view.filter)
    rev = current_seq(connection)
    total = connection.execute(select(func.count()).select_from(TICKET).where(*conditions)).scalar_one()
    if view.offset >= total:
        return (), total, rev
    wanted = select(*columns).where(*conditions).order_by(*order_by(view)).limit(view.limit).offset(view.offset)
    return connection.execute(wanted).mappings().all(), total, rev


def _how_many(condition: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _counted(connection: Connection, column: Column[Any]) -> list[tuple[Any, int]]:
    rows = connection.execute(select(column, func.count()).where(_PRESENT).group_by(column).order_by(column))
    return [(value, count) for value, count in rows]


def _offered(connection: Connection, value: Column[Any], label: Column[Any]) -> tuple[tuple[str, str], ...]:
    shown = func.max(label)
    wanted = select(value, shown).where(_PRESENT, value.is_not(None), value != "").group_by(value)
    rows = connection.execute(wanted.order_by(shown, value).limit(MOST_FILTER_CHOICES))
    return tuple((each, name or each) for each, name in rows)
