"""The tickets of a view, in its order: their ids, found by the cheapest plan according to the tallies.

SQLite is given the plan; PostgreSQL has its own statistics and planner.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, UnaryExpression, func, select

from rca_dashboard.domain.views.view import View
from rca_dashboard.store.limits import is_limited
from rca_dashboard.store.listing.conditions import (
    PRESENT,
    Condition,
    conditions_of,
    has_value,
    kinds_wanted,
    of_kinds,
    shared_values,
)
from rca_dashboard.store.listing.orders import SHARED, order_by, order_of_due, order_within
from rca_dashboard.store.listing.query_plans import QueryPlans, hinted
from rca_dashboard.store.listing.search import Search
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c
# A longer list says "more than": counting to the end costs 150 ms with a million tickets, and no reader needs it. REST,
# whose clients rely on it, has it counted.
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The tickets of a page.

    Attributes:
        ids: The ids of the page.
        total: The number on all pages; a lower bound if it is not exact.
    """

    ids: tuple[int, ...]
    total: int
    is_exact: bool


class Selection:
    """The tickets of a view, as one transaction sees them."""

    def __init__(self, connection: Connection, view: View) -> None:
        self._connection = connection
        self._view = view
        self._kinds = kinds_wanted(view.filter)
        self._all = of_kinds(connection, ())
        self._others = conditions_of(connection, view.filter)
        self._search = Search(connection, view.filter.query)

    def page(self, *, is_exact: bool) -> Selected:
        """Return the view's page.

        Args:
            is_exact: Count to the end, whatever it costs.
        """
        view = self._view
        if self._search.is_narrow:
            ids = self._narrow_ids()
            page = ids[view.offset : view.offset + view.limit]
            return Selected(ids=tuple(page), total=len(ids), is_exact=True)
        total, is_counted = self._total(is_exact=is_exact)
        if is_counted and view.offset >= total:
            return Selected(ids=(), total=total, is_exact=True)
        # One more than the page shows whether there is another page.
        ids = tuple(islice(self._ids(view.offset + view.limit + 1), view.offset, None))
        seen = view.offset + len(ids)
        if not is_counted:
            is_counted = len(ids) <= view.limit and (bool(ids) or not view.offset)
            total = seen if is_counted else max(total, seen if ids else 0)
        return Selected(ids=ids[: view.limit], total=total, is_exact=is_counted)

    def count(self) -> int:
        """Return the number on all pages, at most one more than ``MOST_COUNTED``."""
        if self._search.is_narrow:
            return len(self._narrow_ids())
        total, is_counted = self._total(is_exact=False)
        return total if is_counted else MOST_COUNTED + 1

    def where(self) -> list[ColumnElement[bool]]:
        """Return the conditions on tickets, its words included: of all that a broad search finds."""
        words = [self._search.is_found()] if self._search.is_asked else []
        return [PRESENT, *words, *self._sql()]

    def ids(self) -> Iterator[int]:
        """Return the tickets of all pages, in the view's order."""
        return iter(self._narrow_ids()) if self._search.is_narrow else self._ids(None)

    def _narrow_ids(self) -> list[int]:
        """Return what a search found and the filters match, in order: the table is read for each."""
        view = self._view
        wanted = select(_T.id).where(PRESENT, self._search.among_found(), *self._sql())
        wanted = wanted.order_by(*order_by(self._connection, view.sort, descending=view.descending))
        return list(self._connection.execute(hinted(wanted, "")).scalars())

    def _sql(self) -> list[ColumnElement[bool]]:
        kinds = of_kinds(self._connection, self._kinds).sql if self._kinds else ()
        return [*kinds, *(part for other in self._others for part in other.sql)]

    def _total(self, *, is_exact: bool) -> tuple[int, bool]:
        conditions = self._conditions(self._kinds)
        if self._search.is_asked:
            return (self._search.count(self._sql()), True) if is_exact else (self._least_of_search(), False)
        if len(conditions) == 1 and conditions[0].count is not None and conditions[0].is_exact:
            return conditions[0].count, True
        most = None if is_exact else MOST_COUNTED + 1
        plan = self._plans(self._kinds).to_count(most)
        counted = hinted(select(_T.id).where(PRESENT, *self._sql()), plan.index).limit(most)
        total = self._connection.execute(select(func.count()).select_from(counted.subquery())).scalar_one()
        return (total, True) if is_exact or total <= MOST_COUNTED else (MOST_COUNTED, False)

    def _least_of_search(self) -> int:
        """Return how many of the first tickets that a broad search found match the filters."""
        if not (self._kinds or self._others or is_limited(self._connection)):
            return self._search.least
        among = hinted(select(_T.id).where(PRESENT, self._search.among_found(), *self._sql()), "")
        return self._connection.execute(select(func.count()).select_from(among.subquery())).scalar_one()

    def _conditions(self, kinds: Sequence[ColumnElement[bool]]) -> list[Condition]:
        """Return the conditions of the list; the kinds of all tickets if there are none."""
        of_kind = of_kinds(self._connection, kinds) if kinds else self._all
        return [*([of_kind] if kinds or not self._others else []), *self._others]

    def _plans(self, kinds: Sequence[ColumnElement[bool]]) -> QueryPlans:
        return QueryPlans(conditions=self._conditions(kinds), tickets=self._all.count or 0)

    def _ids(self, most: int | None) -> Iterator[int]:
        """Return tickets in the view's order, up to a limit.

        A field with few values has no index: its values come one after the other, each with its tickets by time.
        """
        view = self._view
        if view.sort == "due_at":
            yield from self._due_ids(most)
            return
        if view.sort not in SHARED:
            order = order_by(self._connection, view.sort, descending=view.descending)
            yield from self._run(self._kinds, most, view.sort, order)
            return
        order = order_within(descending=view.descending)
        for value in shared_values(self._connection, view, self._kinds):
            found = 0
            for ticket in self._run([*self._kinds, has_value(view.sort, value)], most, "opened_at", order):
                found += 1
                yield ticket
            most = None if most is None else most - found
            if most == 0:
                return

    def _due_ids(self, most: int | None) -> Iterator[int]:
        """Return tickets by what is due, those without a time last; few have one, and an index has both parts."""
        order = order_of_due(descending=self._view.descending)
        for part in (_T.due_at.is_not(None), _T.due_at.is_(None)):
            found = 0
            for ticket in self._run(self._kinds, most, "due_at", order, also=(part,)):
                found += 1
                yield ticket
            most = None if most is None else most - found
            if most == 0:
                return

    def _run(
        self,
        kinds: Sequence[ColumnElement[bool]],
        most: int | None,
        sort: str,
        order: Sequence[UnaryExpression[Any]],
        also: Sequence[ColumnElement[bool]] = (),
    ) -> Iterator[int]:
        plans = self._plans(kinds)
        plan = plans.in_order(sort, most)
        is_sqlite = self._connection.dialect.name == "sqlite"
        sql = plan.sql if is_sqlite else [part for each in plans.conditions for part in each.sql]
        wanted = hinted(select(_T.id).where(PRESENT, *sql, *also).order_by(*order), plan.index)
        if self._search.is_asked:
            return islice(self._search.walk(wanted, is_whole=most is None), most)
        return iter(self._connection.execute(wanted.limit(most)).scalars().all())
