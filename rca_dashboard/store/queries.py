"""The store's queries for pages and REST; ``ui`` and ``api`` use this module of the store and no other."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select, bindparam, select

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import TicketCase
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.page import TicketPage, TicketRow, ticket_row
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.audit import count_after as audit_count_after
from rca_dashboard.store.audit import entries_after as audit_entries_after
from rca_dashboard.store.audit import entries_before as audit_entries_before
from rca_dashboard.store.cases.labels import ticket_cases
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.feed import changes_after, current_seq, history, latest_seq, oldest_seq
from rca_dashboard.store.insight.bursts import dismiss_burst
from rca_dashboard.store.listing.selection import Selection
from rca_dashboard.store.listing.totals import (
    NO_CHOICES,
    FilterChoices,
    TicketStats,
    choices,
    names_like,
    names_of,
    ticket_counts,
    ticket_stats,
    value_counts,
)
from rca_dashboard.store.migrate import is_migrated
from rca_dashboard.store.progress.polls import recent_polls
from rca_dashboard.store.progress.rejected_rows import rejected_rows
from rca_dashboard.store.schema.prefixes import has_text
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import storable
from rca_dashboard.store.tickets.activity import activity, older_activity
from rca_dashboard.store.tickets.handover import handover
from rca_dashboard.store.tickets.rows import LIST_COLUMNS, listed_ticket_of, ticket_of

__all__ = [
    "NO_CHOICES",
    "Database",
    "DatabaseUnavailableError",
    "FilterChoices",
    "TicketList",
    "TicketStats",
    "activity",
    "audit_count_after",
    "audit_entries_after",
    "audit_entries_before",
    "case_label",
    "case_of_ticket",
    "changes_after",
    "choices",
    "dismiss_burst",
    "handover",
    "history",
    "is_migrated",
    "latest_seq",
    "names_like",
    "names_of",
    "older_activity",
    "oldest_seq",
    "recent_polls",
    "rejected_rows",
    "selected_ids",
    "ticket",
    "ticket_counts",
    "ticket_list",
    "ticket_page",
    "ticket_rows",
    "ticket_stats",
    "tickets_by_id",
    "value_counts",
    "view_counts",
    "visible_among",
]

_IDS_AT_ONCE = 1_000
_T = TICKET.c
# Executed at each change, and compiled once: 35 columns take 0.1 ms.
_LISTED = select(*LIST_COLUMNS).where(_T.sys_id.in_(bindparam("sys_ids", expanding=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketList:
    """A view's page with whole tickets. ``total`` counts all pages; it is valid at the feed's ``seq`` in ``rev``.

    Attributes:
        cases: The cases of those that belong to one, by sys_id.
    """

    tickets: tuple[Ticket, ...]
    cases: Mapping[str, TicketCase]
    total: int
    rev: int


def ticket_list(database: Database, view: View) -> TicketList:
    """Return a view's page of whole tickets, with all pages counted; beyond the last page it is empty."""
    with database.read() as session:
        connection = session.connection()
        rev = current_seq(connection)
        selected = Selection(connection, view).page(is_exact=True)
        tickets = tuple(ticket_of(row) for row in _rows(connection, selected.ids, tuple(_T)))
        cases = ticket_cases(connection, [each.sys_id for each in tickets])
    return TicketList(tickets=tickets, cases=cases, total=selected.total, rev=rev)


def ticket_page(database: Database, view: View) -> TicketPage:
    """Return a view's page as browsers receive it, or the last page if it is beyond; long lists are not counted."""
    with database.read() as session:
        connection = session.connection()
        rev = current_seq(connection)
        selected = Selection(connection, view).page(is_exact=False)
        pages = max(1, -(-selected.total // view.limit))
        number = min(view.page, pages) if selected.is_exact else view.page
        if number < view.page:
            selected = Selection(connection, replace(view, page=number)).page(is_exact=False)
        rows = _with_cases(connection, _rows(connection, selected.ids, LIST_COLUMNS))
    return TicketPage(
        view=view.key,
        rev=rev,
        rows=rows,
        page=number,
        limit=view.limit,
        total=selected.total,
        pages=pages,
        has_more=not selected.is_exact,
    )


def view_counts(database: Database, views: Sequence[View]) -> dict[str, int]:
    """Return how many tickets each view has, by its key, as one snapshot; at most one more than 10,000."""
    with database.read() as session:
        connection = session.connection()
        return {view.key: Selection(connection, view).count() for view in views}


def selected_ids(database: Database, view: View) -> "array[int]":
    """Return the keys of all tickets of a view's filter, in its order: eight bytes each, for ``tickets_by_id``."""
    with database.read() as session:
        return array("q", Selection(session.connection(), view).ids())


def tickets_by_id(database: Database, ids: Sequence[int]) -> tuple[Ticket, ...]:
    """Return the current tickets with these keys, in this order, except those deleted meanwhile."""
    with database.read() as session:
        rows = _rows(session.connection(), ids, tuple(_T))
    return tuple(ticket_of(row) for row in rows if not row["is_deleted"])


def ticket_rows(database: Database, sys_ids: Sequence[str]) -> tuple[TicketRow, ...]:
    """Return the rows of these tickets as browsers receive them, including deleted ones; some hundred at most."""
    with database.read() as session:
        connection = session.connection()
        return _with_cases(connection, connection.execute(_LISTED, {"sys_ids": list(sys_ids)}).mappings().all())


def case_of_ticket(database: Database, sys_id: str) -> TicketCase | None:
    """Return the newest case that a ticket belongs to."""
    with database.read() as session:
        return ticket_cases(session.connection(), [sys_id]).get(sys_id)


def case_label(database: Database, sys_id: str) -> str:
    """Return what a ticket's page says of the case that it belongs to; empty for none."""
    found = case_of_ticket(database, sys_id)
    return found.label(utc_now()) if found else ""


def ticket(database: Database, ticket_id: str) -> Ticket | None:
    """Return one ticket by its sys_id or its number; of several with one number, the one opened last.

    A ticket that is marked as deleted is returned too.
    """
    wanted = storable(ticket_id)
    by_sys_id = select(TICKET).where(_T.sys_id == wanted)
    by_number = (
        select(TICKET)
        .where(_T.is_deleted.in_((False, True)), has_text(_T.ticket_id, [wanted]))
        .order_by(_T.is_deleted, _T.opened_at.desc().nulls_last(), _T.sys_id.desc())
        .limit(1)
    )
    with database.read() as session:
        connection = session.connection()
        row = connection.execute(by_sys_id).mappings().first() or connection.execute(by_number).mappings().first()
    return ticket_of(row) if row else None


def visible_among(database: Database, sys_ids: Collection[str]) -> frozenset[str]:
    """Return those of these tickets that the reader may see, including deleted ones."""
    asked, found = sorted(sys_ids), set[str]()
    with database.read() as session:
        for start in range(0, len(asked), _IDS_AT_ONCE):
            some = select(_T.sys_id).where(_T.sys_id.in_(asked[start : start + _IDS_AT_ONCE]))
            found.update(session.connection().execute(some).scalars())
    return frozenset(found)


def _with_cases(connection: Connection, rows: Sequence[RowMapping]) -> tuple[TicketRow, ...]:
    tickets = [ticket_row(listed_ticket_of(row)) for row in rows]
    cases, now = ticket_cases(connection, [ticket.sys_id for ticket in tickets]), utc_now()
    return tuple(
        replace(ticket, case=cases[ticket.sys_id].label(now)) if ticket.sys_id in cases else ticket
        for ticket in tickets
    )


@cache
def _with_ids(columns: tuple[Column[Any], ...]) -> Select[Any]:
    return select(_T.id.label("row_id"), *columns).where(_T.id.in_(bindparam("ids", expanding=True)))


def _rows(connection: Connection, ids: Sequence[int], columns: Sequence[Column[Any]]) -> list[RowMapping]:
    """Return these columns of the tickets with these ids, in this order."""
    found: dict[int, RowMapping] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        rows = connection.execute(_with_ids(tuple(columns)), {"ids": some}).mappings()
        found.update((row["row_id"], row) for row in rows)
    return [found[each] for each in ids if each in found]
