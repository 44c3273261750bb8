"""A view's filter and order as SQL."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, UnaryExpression, exists, false, or_, select

from rca_dashboard.domain.view import TicketFilter, View
from rca_dashboard.store.personal_tables import PREFERENCE, TICKET_MARK
from rca_dashboard.store.tables import TICKET
from rca_dashboard.store.texts import storable

_T = TICKET.c
_M = TICKET_MARK.c
_PRESENT = _T.is_deleted.is_(False)
_SORTED_BY_NAME = {"assignment_group": _T.assignment_group_name, "assigned_to": _T.assigned_to_name}
# Many tickets share one value of these; within it they stand by the time they were opened, as their indexes do.
_SHARED = frozenset({"status", "priority", "table", "assignment_group"})


def matches(connection: Connection, wanted: TicketFilter) -> list[ColumnElement[bool]]:
    """Give what must all be true of a ticket that the filter lets through; deleted ones never pass.

    Args:
        connection: The transaction in which the conditions will be used.
        wanted: The filter.
    """
    return [
        _PRESENT,
        *_choices(wanted),
        *_either(connection, (_T.status, _T.state), wanted.status),
        *_either(connection, (_T.assignment_group_name, _T.assignment_group_id), wanted.assignment_group),
        *_times(wanted),
        *_words(wanted.query),
        *_unread(wanted),
    ]


def order_by(view: View) -> list[UnaryExpression[Any]]:
    """Give the order of a view's tickets: always the same for the same tickets, those without a value last."""
    column = _SORTED_BY_NAME[view.sort] if view.sort in _SORTED_BY_NAME else _T[view.sort]
    keys = [column, *([_T.opened_at] if view.sort in _SHARED else []), _T.sys_id]
    order = [key.desc() if view.descending else key.asc() for key in keys]
    # Said only where a value can be missing: PostgreSQL's indexes do not fit an order that says more.
    return [order[0].nulls_last(), *order[1:]] if column.nullable else order


def _choices(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.priority:
        yield _T.priority.in_(wanted.priority)
    for name in ("category", "source", "table"):
        if choices := getattr(wanted, name):
            yield _any_of(_T[name], choices)


def _either(
    connection: Connection, columns: tuple[Column[Any], ...], choices: tuple[str, ...]
) -> Iterator[ColumnElement[bool]]:
    """Give the condition that one of the columns holds one of the choices.

    No index answers an OR in order. People choose a label or a name, programs a value or an id: looking first which
    of the columns has any of them mostly leaves one column, and costs a step into the index of each.
    """
    if choices:
        sides = [_any_of(column, choices) for column in columns]
        yield or_(false(), *(side for side in sides if _is_there(connection, side)))


def _is_there(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return connection.execute(select(_T.sys_id).where(_PRESENT, condition).limit(1)).first() is not None


def _any_of(column: Column[Any], choices: tuple[str, ...]) -> ColumnElement[bool]:
    return column.in_([storable(choice) for choice in choices])


def _times(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.opened_from:
        yield _T.opened_at >= wanted.opened_from
    if wanted.opened_to:
        yield _T.opened_at < wanted.opened_to


def _unread(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.unread:
        since = select(PREFERENCE.c.unread_since).where(PREFERENCE.c.username == wanted.reader).scalar_subquery()
        opened = exists().where(_M.username == wanted.reader, _M.sys_id == _T.sys_id, _M.opened_revision > 0)
        yield _T.arrived_at > since
        yield ~opened


def _words(query: str) -> Iterator[ColumnElement[bool]]:
    for word in storable(query).casefold().split():
        yield _T.search_text.contains(word, autoescape=True)
