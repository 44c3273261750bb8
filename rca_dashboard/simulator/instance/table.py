"""One table's records, with an index for queries.

An index of (``sys_updated_on``, ``sys_id``) is kept sorted. A query that is only a range of ``sys_updated_on`` in that
order costs two bisections and its page, whatever the table's size; with further conditions, the rows of the range are
tested one by one; any other order also sorts them (100,000 rows: about 0.2 s).
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from zlib import crc32

from rca_dashboard.simulator.queries.conditions import Record, conjunction_matcher, matcher, sort_key, time_literal
from rca_dashboard.simulator.queries.encoded_query import Condition, Conjunction, EncodedQuery, Ordering
from rca_dashboard.simulator.queries.fields import Fields, OwnFields, Reader
from rca_dashboard.simulator.queries.schema import TableSchema

_AFTER_ALL = "\U0010ffff"
_INDEX_ORDER = (Ordering("sys_updated_on"), Ordering("sys_id"))
_BOUNDS = {"=", ">", ">=", "<", "<="}
_IndexKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """A page of what a query selects, and the total number."""

    records: Sequence[Record]
    total: int


@dataclass(frozen=True, slots=True)
class _Window:
    """A range of the index, and the conditions still to be tested in it."""

    start: int
    end: int
    remaining: Conjunction | None


class Table:
    """The records of one table. Not thread-safe: the instance's lock is held around it."""

    def __init__(self, schema: TableSchema) -> None:
        self.schema = schema
        self.fields: dict[str, None] = dict.fromkeys(schema.fields)
        self.references: dict[str, str] = dict(schema.references)
        self.records: dict[str, Record] = {}
        self._index: list[_IndexKey] = []

    def put(self, record: Record) -> Record:
        """Store a new record, or a new version of one, and any new field; return what is stored."""
        if not record.keys() <= self.fields.keys():
            self.fields.update(dict.fromkeys(record))
        stored = _without_empty(record)
        self.show(stored)
        return stored

    def put_all(self, records: Iterable[Record]) -> list[Record]:
        """Store many at once: one sort instead of an insertion each; return what is stored."""
        stored: list[Record] = []
        for record in records:
            self.fields.update(dict.fromkeys(record))
            stored.append(_without_empty(record))
        self.show_all(stored)
        return stored

    def show(self, stored: Record) -> None:
        """Add a record that is stored in a table that extends this one, without new fields."""
        if old := self.records.get(stored["sys_id"]):
            self._forget_index_of(old)
        self.records[stored["sys_id"]] = stored
        insort(self._index, _index_key(stored))

    def show_all(self, stored: Iterable[Record]) -> None:
        """Add many such records."""
        self.records.update((record["sys_id"], record) for record in stored)
        self._index = sorted(map(_index_key, self.records.values()))

    def remove(self, sys_id: str) -> bool:
        """Delete a record; return False if there was none."""
        old = self.records.pop(sys_id, None)
        if old is None:
            return False
        self._forget_index_of(old)
        return True

    def complete(self, record: Record) -> Record:
        """Return a record with every field of the table."""
        return {field: record.get(field, "") for field in self.fields}

    def select(
        self, query: EncodedQuery, *, offset: int = 0, limit: int | None = None, fields: Fields | None = None
    ) -> Selection:
        """Return a page of what the query selects, in its order.

        If the query has no order, or leaves ties, the order is the same each time but arbitrary: neither that of the
        sys_ids, nor of the creation. ``fields`` are those that the query may use; the table's own by default.
        """
        fields = fields or OwnFields(self.fields)
        query = query.known_to(fields)
        window = self._window(query)
        is_in_order = query.ordering[:2] == _INDEX_ORDER
        end = None if limit is None else offset + limit
        if window.remaining == () and is_in_order:
            stop = window.end if end is None else min(window.start + end, window.end)
            page = self._index[window.start + offset : stop]
            return Selection([self.records[sys_id] for _, sys_id in page], window.end - window.start)
        found = self._matching(query, window, fields)
        ordered = found if is_in_order else _sorted(found, query.ordering, fields)
        return Selection(ordered[offset:end], len(found))

    def _forget_index_of(self, record: Record) -> None:
        del self._index[bisect_left(self._index, _index_key(record))]

    def _matching(self, query: EncodedQuery, window: _Window, fields: Fields) -> list[Record]:
        rest = window.remaining
        test = matcher(query, fields) if rest is None else conjunction_matcher(rest, fields)
        rows = (self.records[sys_id] for _, sys_id in self._index[window.start : window.end])
        return [record for record in rows if test(record)]

    def _window(self, query: EncodedQuery) -> _Window:
        start, end = 0, len(self._index)
        if len(query.queries) != 1:
            return _Window(start, end, None)
        remaining: list[tuple[Condition, ...]] = []
        for group in query.queries[0]:
            bound = time_literal(group[0].value)
            if len(group) == 1 and _is_bound(group[0]) and bound:
                first, last = self._bounds(group[0].operator, bound)
                start, end = max(start, first), min(end, last)
            else:
                remaining.append(group)
        return _Window(start, max(start, end), tuple(remaining))

    def _bounds(self, operator: str, time: str) -> tuple[int, int]:
        first_at, first_after = bisect_left(self._index, (time, "")), bisect_right(self._index, (time, _AFTER_ALL))
        known = bisect_left(self._index, (" ", ""))  # rows without a time are before and after no time
        end = len(self._index)
        return {
            "=": (first_at, first_after),
            ">": (first_after, end),
            ">=": (first_at, end),
            "<": (known, first_at),
            "<=": (known, first_after),
        }[operator]


def _is_bound(condition: Condition) -> bool:
    return condition.field == "sys_updated_on" and condition.operator in _BOUNDS


def _without_empty(record: Record) -> Record:
    return {field: value for field, value in record.items() if value}


def _index_key(record: Record) -> _IndexKey:
    return record.get("sys_updated_on", ""), record["sys_id"]


def _sorted(records: list[Record], ordering: Sequence[Ordering], fields: Fields) -> list[Record]:
    if all(order.field != "sys_id" for order in ordering):  # otherwise nothing is left without an order
        records = sorted(records, key=lambda record: crc32(record["sys_id"].encode()))
    for order in reversed(ordering):
        records.sort(key=partial(_place, order.field, fields.text(order.field)), reverse=order.is_descending)
    return records


def _place(field: str, read: Reader, record: Record) -> tuple[int, int, str]:
    return sort_key(field, read(record))
