"""The orders of lists as SQL: deterministic, with missing values last, and read from an index."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, UnaryExpression, select

from rca_dashboard.store.schema.prefixes import SORTED_TEXTS, has_long_texts, prefix
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c
# Fields that determine a ticket's kind. Many tickets share a value; within it they are ordered by opening time.
SHARED = ("status", "priority", "category", "source", "table")
_A_LONG_TEXT = select(_T.id).where(has_long_texts()).limit(1)
_SORTED_BY_NAME = {"assignment_group": _T.assignment_group_name, "assigned_to": _T.assigned_to_name}


def order_by(connection: Connection, sort: str, *, descending: bool) -> list[UnaryExpression[Any]]:
    """Return an order of tickets: deterministic, with missing values last."""
    if sort == "age":  # the youngest was opened last
        sort, descending = "opened_at", not descending
    column = _SORTED_BY_NAME[sort] if sort in _SORTED_BY_NAME else _T[sort]
    # Only if a value can be missing: PostgreSQL's indexes do not match an order with needless NULLS LAST.
    first = [
        (each.desc() if descending else each.asc()).nulls_last()
        if column.nullable
        else (each.desc() if descending else each.asc())
        for each in _sorted_by(connection, column)
    ]
    if sort in (*SHARED, *_SORTED_BY_NAME):
        return [*first, *order_within(descending=descending)]
    return [*first, _T.id.desc() if descending else _T.id.asc()]


def _sorted_by(connection: Connection, column: Column[Any]) -> list[ColumnElement[Any]]:
    """Return what a list is sorted by so that PostgreSQL uses its index; long texts that share a prefix are sorted."""
    if column.name not in SORTED_TEXTS or connection.dialect.name == "sqlite":
        return [column]
    if connection.execute(_A_LONG_TEXT).first() is None:
        return [prefix(column)]
    return [prefix(column), column]


def order_within(*, descending: bool) -> list[UnaryExpression[Any]]:
    """Return the order of tickets that share the value by which the list is sorted; a missing time comes first."""
    if descending:
        return [_T.opened_at.desc().nulls_last(), _T.id.desc()]
    return [_T.opened_at.asc().nulls_first(), _T.id.asc()]


def order_of_due(*, descending: bool) -> list[UnaryExpression[Any]]:
    """Return the order by what is due of tickets that all have a time, or all none: the index's own."""
    return [_T.due_at.desc(), _T.id.desc()] if descending else [_T.due_at.asc(), _T.id.asc()]
