"""Totals and the choices of filter menus, from the tallies that are stored with the tickets; no ticket is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, bindparam, case, func, select

from rca_dashboard.domain.tickets.field_labels import table_label
from rca_dashboard.domain.tickets.priority import HIGH_PRIORITIES
from rca_dashboard.domain.views.page import TicketCounts
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import current_seq
from rca_dashboard.store.listing.conditions import PRESENT
from rca_dashboard.store.schema.tallies import TICKET_KIND, TICKET_NAME
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable

MOST_FILTER_CHOICES = 200
COUNTED_FIELDS = ("status", "priority", "category", "source", "table")
_T = TICKET.c
_K = TICKET_KIND.c
_N = TICKET_NAME.c
_RECORD_NAMES = ((TICKET.c.cmdb_ci_id, TICKET.c.cmdb_ci_name), (TICKET.c.problem_id, TICKET.c.problem_name))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStats:
    """The number of tickets, excluding deleted ones; ``""`` stands for no priority or no category."""

    total: int
    open: int
    closed: int
    by_priority: dict[str, int]
    by_category: dict[str, int]
    by_status: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoices:
    """The choices of a filter menu: value and label, ordered by label, at most 200 of each."""

    status: tuple[tuple[str, str], ...]
    category: tuple[tuple[str, str], ...]
    source: tuple[tuple[str, str], ...]
    table: tuple[tuple[str, str], ...]
    assignment_group: tuple[tuple[str, str], ...]


NO_CHOICES = FilterChoices(status=(), category=(), source=(), table=(), assignment_group=())


def ticket_counts(database: Database, *, now: datetime) -> TicketCounts:
    """Return the figures of the cards."""
    return ticket_counts_at(database, now=now)[1]


def ticket_counts_at(database: Database, *, now: datetime) -> tuple[int, TicketCounts]:
    """Return the figures of the cards, and the feed's ``seq`` in the same snapshot."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    with database.read() as session:
        connection = session.connection()
        seq = current_seq(connection)
        total, active, high = connection.execute(_COUNTS).one()
        new_today = connection.execute(_OPENED_SINCE, {"midnight": midnight}).scalar_one()
    return seq, TicketCounts(total=int(total), active=int(active), high_priority=int(high), new_today=new_today)


def ticket_stats(database: Database) -> TicketStats:
    """Return totals by kind."""
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
    """Return the choices of the filter menus: the values of tickets that are not deleted."""
    with database.read() as session:
        connection = session.connection()
        return FilterChoices(
            status=_offered(connection, _K.status, _K.status),
            category=_offered(connection, _K.category, _K.category_label),
            source=_offered(connection, _K.source, _K.source_label),
            table=_labelled(_offered(connection, _K.table, _K.table)),
            assignment_group=_offered_names(connection, "assignment_group"),
        )


def value_counts(database: Database, *, is_open: bool | None) -> dict[str, dict[str, int]]:
    """Return how many tickets have each value of the fields that a kind is made of, by field.

    Args:
        database: The database.
        is_open: Count only tickets that are still being worked on, or only others; None for both.
    """
    kept = [] if is_open is None else [_K.is_active.is_(is_open)]
    with database.read() as session:
        connection = session.connection()
        return {
            name: {
                str(value): count for value, count in _counted(connection, _K[name], *kept) if value not in ("", None)
            }
            for name in COUNTED_FIELDS
        }


def names_like(database: Database, field: str, typed: str) -> tuple[tuple[str, str], ...]:
    """Return groups or people to choose from: sys_id and name of those whose name contains the typed text, by name.

    Args:
        database: The database.
        field: ``assignment_group`` or ``assigned_to``.
        typed: The text in the menu's field; an empty text returns the first of all.
    """
    with database.read() as session:
        return _offered_names(session.connection(), field, typed)


def names_of(database: Database, sys_ids: Sequence[str]) -> dict[str, str]:
    """Return the names of groups and people of tickets, and of the items and problems they are about, by sys_id."""
    asked = [storable(each) for each in sys_ids]
    of_people = select(_N.sys_id, func.max(_N.name)).where(_N.sys_id.in_(asked)).group_by(_N.sys_id)
    with database.read() as session:
        connection = session.connection()
        found = {sys_id: name for sys_id, name in connection.execute(of_people) if name}
        for sys_id, name in _RECORD_NAMES:
            rest = [each for each in asked if each not in found]
            of_records = select(sys_id, func.max(name)).where(sys_id.in_(rest)).group_by(sys_id)
            found |= {each: named for each, named in connection.execute(of_records) if rest and named}
    return found


def _sum(*conditions: Any) -> Any:  # noqa: ANN401 - SQL expressions
    counted = case((and_(*conditions), _K.count), else_=0) if conditions else _K.count
    return func.coalesce(func.sum(counted), 0)


# Executed at each change. Compiling the statement costs as much as executing it.
_IS_ACTIVE = _K.is_active.is_(True)
_COUNTS = select(_sum(), _sum(_IS_ACTIVE), _sum(and_(_IS_ACTIVE, _K.priority.in_(HIGH_PRIORITIES)))).select_from(
    TICKET_KIND
)
_OPENED_SINCE = select(func.count()).select_from(TICKET).where(PRESENT, _T.opened_at >= bindparam("midnight"))


def _counted(connection: Connection, column: Column[Any], *kept: ColumnElement[bool]) -> list[tuple[Any, int]]:
    rows = connection.execute(select(column, _sum()).where(_K.count > 0, *kept).group_by(column).order_by(column))
    return [(value, int(count)) for value, count in rows]


def _offered(connection: Connection, value: Column[Any], label: Column[Any]) -> tuple[tuple[str, str], ...]:
    shown = func.max(label)
    wanted = select(value, shown).where(_K.count > 0, value != "").group_by(value)
    rows = connection.execute(wanted.order_by(shown, value).limit(MOST_FILTER_CHOICES))
    return tuple((each, name or each) for each, name in rows)


def _labelled(tables: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((table, table_label(table)) for table, _ in tables), key=lambda pair: pair[1]))


def _offered_names(connection: Connection, field: str, typed: str = "") -> tuple[tuple[str, str], ...]:
    shown = func.max(_N.name)
    wanted = select(_N.sys_id, shown).where(_N.field == field, _N.sys_id != "", _N.count > 0).group_by(_N.sys_id)
    if typed:
        wanted = wanted.where(_N.name.icontains(storable(typed), autoescape=True))
    rows = connection.execute(wanted.order_by(shown, _N.sys_id).limit(MOST_FILTER_CHOICES))
    return tuple((each, name or each) for each, name in rows)
