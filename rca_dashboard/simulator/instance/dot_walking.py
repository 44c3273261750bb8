"""Dot-walking: ``assignment_group.name`` is the name of the group that a record refers to, and so on, hop by hop."""

from collections.abc import Mapping
from typing import NamedTuple

from rca_dashboard.simulator.instance.table import Table
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.encoded_query import WHOLE_RECORD
from rca_dashboard.simulator.queries.fields import Reader

_NOTHING: Record = {}


class Ending(NamedTuple):
    """Where a path ends: a field of a table."""

    table: str
    field: str


class WalkedFields:
    """The fields of a table, and those of the records that its references lead to."""

    def __init__(self, tables: Mapping[str, Table], table: str) -> None:
        self._tables = tables
        self._table = table

    def __contains__(self, path: str, /) -> bool:
        """Return whether each hop is a reference to a table, and the last one a field of it."""
        return path == WHOLE_RECORD or self.ending(path) is not None

    def ending(self, path: str) -> Ending | None:
        """Return the table and the field that a path ends at; None if it leads nowhere."""
        name = self._table
        *hops, last = path.split(".")
        for hop in hops:
            name = self._tables[name].references.get(hop, "")
            if name not in self._tables:
                return None
        return Ending(name, last) if last in self._tables[name].fields else None

    def value(self, path: str) -> Reader:
        """Return a function that reads the field's value, over all hops."""
        if path == WHOLE_RECORD:
            return lambda record: " ".join(record.values())
        own, *rest = path.split(".", 1)
        if not rest:
            return lambda record: record.get(own, "")
        target = self._tables[self._tables[self._table].references[own]]
        read = WalkedFields(self._tables, target.schema.name).value(rest[0])
        return lambda record: read(target.records.get(record.get(own, ""), _NOTHING))

    def text(self, path: str) -> Reader:
        """Return a function that reads the field's text: for a reference the name of the record it refers to."""
        ending, read = self.ending(path), self.value(path)
        target = self._tables.get(self._tables[ending.table].references.get(ending.field, "")) if ending else None
        if target is None:
            return read
        field, records = target.schema.display_field, target.records

        def named(record: Mapping[str, str]) -> str:
            kept = read(record)
            return records.get(kept, _NOTHING).get(field) or kept

        return named
