"""Estimate the cost of each plan for a list of tickets, from the tallies, and choose the cheapest.

There are two ways to a page: walk an index in the order of the list and skip what does not match, which is cheap if
much matches; or gather everything that one condition matches and sort it, which is cheap if little does. SQLite's
planner cannot know which, and PostgreSQL's takes conditions for independent of the order that are not. A walk reads no
row of the table: every index ends with the kind, and the tickets of a group are a set of ids, gathered beforehand, in
which each entry is looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select

from rca_dashboard.store.listing.conditions import PRESENT, Condition
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c
# In µs, on one core of 2026: an entry of an index; an entry that is added to a set of ids; and a row of the table,
# which takes 2 if the system has the file in memory, and 80 if not.
_ENTRY, _GATHERED, _ROW = 0.15, 0.5, 15.0
# PostgreSQL reads rows in the order of their pages, and has them in memory more often; sorting one costs as much.
_ROW_ON_POSTGRESQL = 3.0
# Matching tickets are rarely distributed evenly in the list: a walk may take this many times longer than estimated.
_UNEVENNESS = 2
_KIND = "ix_ticket_kind"
# Fields whose conditions an index answers without reading the table.
_ANSWERED_BY = {
    "ix_ticket_kind": {_KIND, "ix_ticket_opened_at"},
    "ix_ticket_opened_at": {_KIND, "ix_ticket_opened_at"},
    "ix_ticket_group": {_KIND, "ix_ticket_group", "ix_ticket_opened_at"},
    "ix_ticket_assigned_to": {_KIND, "ix_ticket_assigned_to", "ix_ticket_opened_at"},
    "ix_ticket_cmdb_ci_id": {"ix_ticket_cmdb_ci_id", "ix_ticket_opened_at"},
    "ix_ticket_problem_id": {"ix_ticket_problem_id", "ix_ticket_opened_at"},
    "ix_ticket_is_breached": {_KIND, "ix_ticket_is_breached", "ix_ticket_opened_at"},
}
_SORT_INDEXES = {
    "ticket_id": "ix_ticket_number",
    "short_description": "ix_ticket_short_description",
    "assignment_group": "ix_ticket_group",
    "assigned_to": "ix_ticket_assigned_to",
    "opened_at": "ix_ticket_opened_at",
    "updated_at": "ix_ticket_updated_at",
    "resolved_at": "ix_ticket_resolved_at",
    "closed_at": "ix_ticket_closed_at",
    "due_at": "ix_ticket_due_at",
    "age": "ix_ticket_opened_at",
}
# What these find is sorted by its time without reading the table.
_WITH_TIME = {
    "ix_ticket_is_breached",
    "ix_ticket_kind",
    "ix_ticket_opened_at",
    "ix_ticket_group",
    "ix_ticket_assigned_to",
}
_BY_TIME = {"opened_at", "age"}
_IN_NO_ORDER = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPlan:
    """A query plan.

    Attributes:
        index: The index that is read.
        cost: The estimated cost, in µs.
        sql: The condition on tickets.
        is_walk: The index is read in the order of the list.
    """

    index: str
    cost: float
    sql: tuple[ColumnElement[bool], ...]
    is_walk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPlans:
    """The plans for the tickets that meet some conditions.

    Attributes:
        tickets: The total number of tickets.
        is_sqlite: Whether SQLite reads them.
    """

    conditions: Sequence[Condition]
    tickets: int
    is_sqlite: bool = True

    @property
    def _row(self) -> float:
        return _ROW if self.is_sqlite else _ROW_ON_POSTGRESQL

    @property
    def matching(self) -> float:
        """The number of tickets that match all conditions, assuming independence."""
        return self.tickets * prod(self._share(each) for each in self.conditions)

    def to_count(self, most: int | None) -> QueryPlan:
        """Return the cheapest plan to count them, up to a limit."""
        share = 1.0 if most is None else min(1.0, most / max(self.matching, 1))
        return min((self._gather(each, _IN_NO_ORDER, share) for each in self.conditions), key=_cost)

    def in_order(self, sort: str, most: int | None) -> QueryPlan:
        """Return the cheapest plan for the first of them, up to a limit, in the order of a field."""
        walks = [self._walk(_SORT_INDEXES[sort], most)]
        if not self.is_sqlite and sort in _BY_TIME:
            walks += [self._walk_within(each, most) for each in self.conditions if each.is_by_time]
        return min((*walks, *(self._gather(each, sort, 1.0) for each in self.conditions)), key=_cost)

    def _gather(self, by: Condition, sort: str, share: float) -> QueryPlan:
        answered = _ANSWERED_BY.get(by.index, {by.index})
        entries = self._count(by) * share
        rows = 0.0
        is_ordered = sort == _IN_NO_ORDER or (sort in _BY_TIME and by.index in _WITH_TIME)
        if not is_ordered or any(each.index not in answered for each in self.conditions):
            others = (each for each in self.conditions if each is not by and each.index in answered)
            rows = entries * prod(self._share(each) for each in others)
        sql = tuple(part for each in self.conditions for part in each.sql)
        return QueryPlan(index=by.index, cost=entries * _ENTRY + rows * self._row, sql=sql)

    def _walk(self, index: str, most: int | None) -> QueryPlan:
        steps = self._steps(self.tickets, most)
        answered = _ANSWERED_BY.get(index, {_KIND, index})
        read = steps * prod(self._share(each) for each in self.conditions if each.index in answered)
        cost, sql = steps * _ENTRY, list[ColumnElement[bool]]()
        for each in self.conditions:
            gathering = self._count(each) * _GATHERED
            if each.index in answered:
                sql += each.sql
            elif gathering < read * self._row:
                cost += gathering
                found = hinted(select(_T.id).where(PRESENT, *each.sql), each.index)
                sql.append(self._is_among(found))
            else:
                cost += read * self._row
                sql += each.sql
        return QueryPlan(index=index, cost=cost, sql=tuple(sql), is_walk=True)

    def _walk_within(self, by: Condition, most: int | None) -> QueryPlan:
        """Return the plan that reads what one condition matches in the order of its index, as far as the page needs."""
        steps = self._steps(self._count(by), most)
        answered = _ANSWERED_BY[by.index]
        read = steps * prod(self._share(each) for each in self.conditions if each is not by and each.index in answered)
        sql = tuple(part for each in self.conditions for part in each.sql)
        return QueryPlan(index=by.index, cost=steps * _ENTRY + read * self._row, sql=sql, is_walk=True)

    def _steps(self, among: int, most: int | None) -> float:
        """Return how many tickets are passed until so many match, of those among which they are."""
        return among if most is None else min(among, most * among / max(self.matching, 1) * _UNEVENNESS)

    def _is_among(self, found: Select[Any]) -> ColumnElement[bool]:
        """Return the condition that a ticket is one of these, which are gathered first and looked up in memory."""
        # SQLite would seek each for each kind where an index has the id before the kind: 4 s for 20,000 tickets.
        # PostgreSQL would join them, in whatever order. What is inside of an expression both look up.
        among = (_T.id + 0 if self.is_sqlite else _T.id).in_(found.correlate(None))
        return among if self.is_sqlite else func.coalesce(among, false())

    def _share(self, condition: Condition) -> float:
        return self._count(condition) / max(self.tickets, 1)

    def _count(self, condition: Condition) -> int:
        return self.tickets if condition.count is None else condition.count


def hinted(wanted: Select[Any], index: str) -> Select[Any]:
    """Make SQLite read this index of the tickets, or, if it is empty, none but the primary key."""
    return wanted.with_hint(TICKET, f"INDEXED BY {index}" if index else "NOT INDEXED", "sqlite")


def _cost(plan: QueryPlan) -> float:
    return plan.cost
