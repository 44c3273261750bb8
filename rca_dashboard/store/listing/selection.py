"""The tickets of a view, in its order: their ids, found by the cheapest plan according to the tallies.

SQLite is given the plan; PostgreSQL is given a statement that leaves its planner no other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias, cast

from sqlalchemy import Column, ColumnElement, Connection, Select, UnaryExpression, func, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.util import ClauseAdapter

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
from rca_dashboard.store.listing.orders import OPEN_FIRST, SHARED, index_orders, order_by, order_within
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


# Kinds, a field, an order, and what else is true of a part of a list.
_Part: TypeAlias = tuple[
    Sequence[ColumnElement[bool]], str, Sequence[UnaryExpression[Any]], Sequence[ColumnElement[bool]]
]


class Selection:
    """The tickets of a view, as one transaction sees them."""

    def __init__(self, connection: Connection, view: View) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._view = view
        self._kinds = kinds_wanted(view.filter)
        self._all = of_kinds(connection, ())
        self._kind = of_kinds(connection, self._kinds) if self._kinds else None
        self._others = conditions_of(connection, view.filter)
        self._search = Search(connection, view.filter.query, tickets=self._all.count or 0)

    def page(self, *, is_exact: bool) -> Selected:
        """Return the view's page.

        Args:
            is_exact: Count to the end, whatever it costs.
        """
        view = self._view
        if self._search.is_narrow:
            return self._narrow_page()
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
            return len(self._narrow_ids()) if self._is_sqlite else self._narrow_count()
        total, is_counted = self._total(is_exact=False)
        return total if is_counted else MOST_COUNTED + 1

    def where(self) -> list[ColumnElement[bool]]:
        """Return the conditions on tickets, its words included: of all that a broad search finds."""
        words = [self._search.is_found()] if self._search.is_asked else []
        return [PRESENT, *words, *self._sql()]

    def ids(self) -> Iterator[int]:
        """Return the tickets of all pages, in the view's order."""
        return iter(self._narrow_ids()) if self._search.is_narrow else self._ids(None)

    def _narrow_page(self) -> Selected:
        """Return a page of what a search found; PostgreSQL counts it in the same statement."""
        view = self._view
        if self._is_sqlite:
            ids = self._narrow_ids()
            return Selected(ids=tuple(ids[view.offset : view.offset + view.limit]), total=len(ids), is_exact=True)
        wanted = self._narrow().add_columns(func.count().over()).limit(view.limit).offset(view.offset)
        rows = self._connection.execute(wanted).all()
        total = rows[0][1] if rows else (self._narrow_count() if view.offset else 0)
        return Selected(ids=tuple(row[0] for row in rows), total=total, is_exact=True)

    def _narrow_count(self) -> int:
        found = select(func.count()).select_from(TICKET).where(PRESENT, self._search.among_found(), *self._sql())
        return self._connection.execute(found).scalar_one()

    def _narrow_ids(self) -> list[int]:
        return list(self._connection.execute(hinted(self._narrow(), "")).scalars())

    def _narrow(self) -> Select[Any]:
        """Select what a search found and the filters match, in order: the table is read for each."""
        view = self._view
        wanted = select(_T.id).where(PRESENT, self._search.among_found(), *self._sql())
        return wanted.order_by(*order_by(self._connection, view.sort, descending=view.descending))

    def _sql(self) -> list[ColumnElement[bool]]:
        kinds = self._kind.sql if self._kind else ()
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
        mine = self._kind if kinds is self._kinds else None
        of_kind = mine or (of_kinds(self._connection, kinds) if kinds else self._all)
        return [*([of_kind] if kinds or not self._others else []), *self._others]

    def _plans(self, kinds: Sequence[ColumnElement[bool]]) -> QueryPlans:
        return QueryPlans(conditions=self._conditions(kinds), tickets=self._all.count or 0, is_sqlite=self._is_sqlite)

    def _ids(self, most: int | None) -> Iterator[int]:
        """Return tickets in the view's order, up to a limit.

        A field with few values has no index: its values come one after the other, each with its tickets by time.
        """
        view = self._view
        if self._is_gathered(most):
            order = order_by(self._connection, view.sort, descending=view.descending)
            yield from self._gathered(order, most)
            return
        for kinds, sort, order, also in self._parts():
            found = 0
            for ticket in self._run(kinds, most, sort, order, also):
                found += 1
                yield ticket
            most = None if most is None else most - found
            if most == 0:
                return

    def _parts(self) -> Iterator[_Part]:
        """Yield the list in parts, one after the other, each of which an index has in its order."""
        view = self._view
        if view.sort not in SHARED:
            for also, order in index_orders(self._connection, view.sort, descending=view.descending):
                yield self._kinds, view.sort, order, also
            return
        order = order_within(descending=view.descending)
        # A critical ticket that is closed is not what an order by priority is for: it comes after all that are open.
        activities = (True, False) if view.sort == OPEN_FIRST else (None,)
        for is_active in activities:
            kinds = self._kinds if is_active is None else [*self._kinds, has_value("is_active", is_active)]
            for value in shared_values(self._connection, view, kinds):
                yield [*kinds, has_value(view.sort, value)], "opened_at", order, ()

    def _is_gathered(self, most: int | None) -> bool:
        """Return whether PostgreSQL gathers what matches and sorts it, instead of a walk in the order of the list."""
        if self._is_sqlite or (self._search.is_asked and not self._search.is_narrow):
            return False
        sort = "opened_at" if self._view.sort in SHARED else self._view.sort
        return not self._plans(self._kinds).in_order(sort, most).is_walk

    def _gathered(self, order: Sequence[UnaryExpression[Any]], most: int | None) -> Iterator[int]:
        # OFFSET keeps PostgreSQL from walking the index of the order all the same.
        keys: dict[str, Any] = {"id": _T.id}
        for each in order:
            keys |= {column.key: column for column in visitors.iterate(each) if isinstance(column, Column)}
        gathered = select(*keys.values()).where(PRESENT, *self._sql()).offset(0).subquery("gathered")
        in_order: list[Any] = ClauseAdapter(gathered).copy_and_process(cast("list[Any]", order))
        wanted = select(gathered.c.id).order_by(*in_order).limit(most)
        return iter(self._connection.execute(wanted).scalars().all())

    def _run(
        self,
        kinds: Sequence[ColumnElement[bool]],
        most: int | None,
        sort: str,
        order: Sequence[UnaryExpression[Any]],
        also: Sequence[ColumnElement[bool]] = (),
    ) -> Iterator[int]:
        plan = self._plans(kinds).in_order(sort, most)
        wanted = hinted(select(_T.id).where(PRESENT, *plan.sql, *also).order_by(*order), plan.index)
        if self._search.is_asked:
            return islice(self._search.walk(wanted, most), most)
        return iter(self._connection.execute(wanted.limit(most)).scalars().all())
