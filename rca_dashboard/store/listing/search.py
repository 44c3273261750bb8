"""Search within one transaction: by the index of words, and by reading texts if the index finds too much."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, any_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger

from rca_dashboard.store.limits import is_limited
from rca_dashboard.store.listing.word_index import (
    SEARCHED_COLUMNS,
    count_matching,
    holds_words,
    matching_ids,
    within_matching,
)
from rca_dashboard.store.listing.words import Sought, is_found, searched_text, sought_words
from rca_dashboard.store.schema.tickets import TICKET

_T = TICKET.c
# A search that finds no more is sorted whole, in 30 ms. For one that finds more, the list is walked and its texts are
# read: if one ticket in a hundred matches, a page of 25 is found among 2,500.
MOST_FOUND = 10_000
# This many texts are read, 100 ms, before the index is searched whole: the matches are then far down the list.
_MOST_READ = 10_000
TEXTS = [_T[name] for name in SEARCHED_COLUMNS]
_ROWS_AT_ONCE = 500


def holds(sought: Sequence[Sought], row: "Row[Any]") -> bool:
    """Return whether the texts of a ticket contain all these words; in the row they follow its key, as in ``TEXTS``."""
    text = searched_text(*(row[place] for place in range(1, len(row))))
    return all(is_found(each, text) for each in sought)


class Search:
    """The words of a search.

    PostgreSQL finds them in the statement that reads the list; SQLite's ids are read, which costs it no round trip.

    Args:
        connection: The transaction.
        query: What people typed.
        tickets: The number of all tickets.
    """

    def __init__(self, connection: Connection, query: str, *, tickets: int = 0) -> None:
        self._connection = connection
        self._sought = sought_words(query)
        self.is_asked = bool(self._sought)
        # In addition to the words, the parts of one word must be adjacent.
        self._is_exact = all(each.is_found_by_words for each in self._sought)
        self._is_joined = self.is_asked and self._is_exact and connection.dialect.name == "postgresql"
        found: list[int] = []
        if self._is_joined:
            count = count_matching(connection, self._sought, MOST_FOUND + 1, tickets=tickets)
        else:
            found = matching_ids(connection, self._sought, MOST_FOUND + 1) if self.is_asked else []
            count = len(found)
        self.is_narrow = self.is_asked and count <= MOST_FOUND
        self._found = found if self._is_exact else self._read(found)
        self._count = count if self._is_joined else len(self._found)

    @property
    def least(self) -> int:
        """The minimum number of tickets that it finds."""
        return min(self._count, MOST_FOUND)

    def among_found(self) -> ColumnElement[bool]:
        """Return the condition that a ticket is one of those found first: of all, if the search is narrow."""
        if self._is_joined:
            matching = within_matching(self._connection, self._sought)
            return _T.id.in_(matching if self.is_narrow else matching.limit(MOST_FOUND))
        if self._connection.dialect.name == "postgresql":
            return _T.id == any_(cast(bindparam("found_ids", self._found, unique=True), ARRAY(BigInteger)))
        ids = func.json_each(json.dumps(self._found)).table_valued("value")
        return _T.id.in_(select(ids.c.value))

    def is_found(self) -> ColumnElement[bool]:
        """Return the condition that the search finds a ticket, however many it finds."""
        if self.is_narrow:
            return self.among_found()
        if self._is_exact:
            return _T.id.in_(within_matching(self._connection, self._sought))
        among = select(_T.id).where(_T.id.in_(within_matching(self._connection, self._sought)))
        self._found = list(self._confirmed(among))
        return self.among_found()

    def walk(self, in_order: Select[Any], most: int | None) -> Iterator[int]:
        """Yield those of a list's tickets that the search finds, in the list's order, as far as they are consumed.

        Args:
            in_order: Selects the ids of the list.
            most: How many will be consumed; None for all: then the index of words is used at once.
        """
        found = 0
        if most is not None and self._is_joined:
            for ticket in self._connection.execute(self._among_first(in_order).limit(most)).scalars():
                found += 1
                yield ticket
            if found == most:
                return
        elif most is not None:
            read = 0
            for row in self._stream(in_order.add_columns(*TEXTS).limit(_MOST_READ)):
                read += 1
                if self._is_in(row):
                    found += 1
                    yield row[0]
            if read < _MOST_READ:
                return
        indexed = in_order.where(_T.id.in_(within_matching(self._connection, self._sought)))
        yield from islice(self._confirmed(indexed), found, None)

    def _among_first(self, in_order: Select[Any]) -> Select[Any]:
        """Select what is found among the first tickets of a list; each is looked up in the order of the list."""
        looked_up = in_order.add_columns(holds_words(self._sought, _T.id).label("is_found")).limit(_MOST_READ)
        first = looked_up.subquery("first")
        return select(first.c.id).where(first.c.is_found)

    def count(self, conditions: Sequence[ColumnElement[bool]]) -> int:
        """Return the number of matches among the tickets that meet the conditions, however long that takes."""
        matching = within_matching(self._connection, self._sought)
        if self._is_exact and not conditions and not is_limited(self._connection):
            return self._connection.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
        among = select(_T.id).where(_T.id.in_(matching), *conditions).with_hint(TICKET, "NOT INDEXED", "sqlite")
        if self._is_exact:
            return self._connection.execute(select(func.count()).select_from(among.subquery())).scalar_one()
        return sum(1 for _ in self._confirmed(among))

    def _confirmed(self, wanted: Select[Any]) -> Iterator[int]:
        """Return the ids that a statement selects, except for those whose words are not adjacent."""
        if self._is_exact:
            yield from (row[0] for row in self._stream(wanted))
        else:
            yield from (row[0] for row in self._stream(wanted.add_columns(*TEXTS)) if self._is_in(row))

    def _read(self, ids: list[int]) -> list[int]:
        found: list[int] = []
        remaining = iter(ids)
        while some := list(islice(remaining, _ROWS_AT_ONCE)):
            rows = self._connection.execute(select(_T.id, *TEXTS).where(_T.id.in_(some)))
            found.extend(row[0] for row in rows if self._is_in(row))
        return found

    def _is_in(self, row: "Row[Any]") -> bool:
        return holds(self._sought, row)

    def _stream(self, wanted: Select[Any]) -> "Iterator[Row[Any]]":
        with self._connection.execute(wanted.execution_options(yield_per=_ROWS_AT_ONCE)) as rows:
            yield from rows
