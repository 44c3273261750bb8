"""The orders of lists as SQL: deterministic, with missing values last, and read from an index."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, UnaryExpression, func, select

from rca_dashboard.store.schema.prefixes import PREFIX, SORTED_TEXTS, has_long_texts, is_short, prefix
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c
# Fields that determine a ticket's kind. Many tickets share a value; within it they are ordered by opening time.
SHARED = ("status", "priority", "category", "source", "table")
# The field whose order has the tickets that are still being worked on first, whichever way it is sorted.
OPEN_FIRST = "priority"
_SORTED_BY_NAME = {"assignment_group": _T.assignment_group_name, "assigned_to": _T.assigned_to_name}


# PostgreSQL's indexes of these times begin with the tickets that have none; SQLite knows no other order.
_MISSING_FIRST = ("opened_at", "updated_at", "resolved_at", "closed_at")


def stored_order(sort: str, *, descending: bool) -> tuple[str, bool]:
    """Return the stored field by which a list is sorted, and whether from its end: the youngest was opened last."""
    return ("opened_at", not descending) if sort == "age" else (sort, descending)


def order_by(connection: Connection, sort: str, *, descending: bool) -> list[UnaryExpression[Any]]:
    """Return an order of tickets: deterministic, with missing values last."""
    sort, descending = stored_order(sort, descending=descending)
    column = _SORTED_BY_NAME[sort] if sort in _SORTED_BY_NAME else _T[sort]
    # Only if a value can be missing: PostgreSQL's indexes do not match an order with needless NULLS LAST.
    first = [
        (each.desc() if descending else each.asc()).nulls_last()
        if column.nullable
        else (each.desc() if descending else each.asc())
        for each in _sorted_by(connection, column)
    ]
    if sort == OPEN_FIRST:
        first.insert(0, _T.is_active.desc())
    if sort in (*SHARED, *_SORTED_BY_NAME):
        return [*first, *order_within(descending=descending)]
    return [*first, _T.id.desc() if descending else _T.id.asc()]


def _sorted_by(connection: Connection, column: Column[Any]) -> list[ColumnElement[Any]]:
    """Return what a list is sorted by so that PostgreSQL uses its index; long texts that share a prefix are sorted."""
    if column.name not in SORTED_TEXTS or connection.dialect.name == "sqlite":
        return [column]
    # The order is that of the index alone. Without it PostgreSQL expects most texts to be long, and looks for the first
    # of them in the whole table: 600 ms for a million tickets.
    a_long_text = select(_T.id).where(has_long_texts(), func.length(column) > PREFIX)
    if connection.execute(a_long_text.order_by(func.length(_T.short_description)).limit(1)).first() is not None:
        return [prefix(column), column]
    return [column] if _is_name(column) else [prefix(column)]


def _is_name(column: ColumnElement[Any]) -> bool:
    return any(column is each for each in _SORTED_BY_NAME.values())


def order_within(*, descending: bool) -> list[UnaryExpression[Any]]:
    """Return the order of tickets that share the value by which the list is sorted; a missing time comes first."""
    if descending:
        return [_T.opened_at.desc().nulls_last(), _T.id.desc()]
    return [_T.opened_at.asc().nulls_first(), _T.id.asc()]


def index_orders(
    connection: Connection, sort: str, *, descending: bool
) -> list[tuple[tuple[ColumnElement[bool], ...], list[UnaryExpression[Any]]]]:
    """Return an order as parts, one after the other, each of which an index has in its own order.

    An index of PostgreSQL has missing values at one end, and read backwards at the other; SQLite's partial order of
    what is due has two parts too, because few tickets have a time.
    """
    sort, descending = stored_order(sort, descending=descending)
    column = _SORTED_BY_NAME[sort] if sort in _SORTED_BY_NAME else _T[sort]
    if sort != "due_at" and (connection.dialect.name == "sqlite" or not column.nullable):
        return [((), order_by(connection, sort, descending=descending))]
    first = _sorted_by(connection, column)
    # Where no value is missing, or none is there, saying where missing ones come costs nothing, and names the index.
    ends_first = sort in _MISSING_FIRST and connection.dialect.name != "sqlite"
    ordered = [_as_indexed(each, descending=descending, missing_first=ends_first) for each in first]
    within = [_T.id.desc() if descending else _T.id.asc()]
    order = [*ordered, *(order_within(descending=descending) if sort in _SORTED_BY_NAME else within)]
    # Names that are longer are in no index, and sorted.
    also = (is_short(column),) if _is_name(column) and len(first) == 1 else ()
    if descending is ends_first and sort != "due_at":  # the index has missing values last by itself
        return [(also, order)]
    return [((first[0].is_not(None), *also), order), ((first[0].is_(None), *also), order)]


def _as_indexed(column: ColumnElement[Any], *, descending: bool, missing_first: bool) -> UnaryExpression[Any]:
    """Return the order in which an index that begins or ends with missing values is read, forwards or backwards."""
    if descending:
        return column.desc().nulls_last() if missing_first else column.desc()
    return column.asc().nulls_first() if missing_first else column.asc()
