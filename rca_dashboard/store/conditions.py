"""A view's filter and order as SQL."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, or_

from rca_dashboard.domain.view import TicketFilter, View
from rca_dashboard.store.tables import TICKET
from rca_dashboard.store.texts import storable

_T = TICKET.c
_SORTED_BY_NAME = {"assignment_group": _T.assignment_group_name, "assigned_to": _T.assigned_to_name}
# Many tickets share one value of these; within it they stand by the time they were opened, as their indexes do.
_SHARED = frozenset({"status", "priority", "table", "assignment_group"})


def matches(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    """Give what must all be true of a ticket that the filter lets through; deleted ones never pass."""
    return [_T.is_deleted.is_(False), *_choices(wanted), *_times(wanted), *_words(wanted.query)]


def order_by(view: View) -> list[UnaryExpression[Any]]:
    """Give the order of a view's tickets: always the same for the same tickets, those without a value last."""
    column = _SORTED_BY_NAME[view.sort] if view.sort in _SORTED_BY_NAME else _T[view.sort]
    keys = [column, *([_T.opened_at] if view.sort in _SHARED else []), _T.sys_id]
    order = [key.desc() if view.descending else key.asc() for key in keys]
    # Said only where a value can be missing: PostgreSQL's indexes do not fit an order that says more.
    return [order[0].nulls_last(), *order[1:]] if column.nullable else order


def _choices(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.status:
        yield or_(_any_of("status", wanted.status), _any_of("state", wanted.status))
    if wanted.priority:
        yield _T.priority.in_(wanted.priority)
    for name in ("category", "source", "table"):
        if choices := getattr(wanted, name):
            yield _any_of(name, choices)
    if groups := wanted.assignment_group:
        yield or_(_any_of("assignment_group_name", groups), _any_of("assignment_group_id", groups))


def _any_of(column: str, choices: tuple[str, ...]) -> ColumnElement[bool]:
    return _T[column].in_([storable(choice) for choice in choices])


def _times(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.opened_from:
        yield _T.opened_at >= wanted.opened_from
    if wanted.opened_to:
        yield _T.opened_at < wanted.opened_to


def _words(query: str) -> Iterator[ColumnElement[bool]]:
    for word in storable(query).casefold().split():
        yield _T.search_text.contains(word, autoescape=True)
