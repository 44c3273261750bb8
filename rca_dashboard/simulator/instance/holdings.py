"""Read access to an instance's records."""

from contextlib import AbstractContextManager
from datetime import UTC, tzinfo
from threading import RLock

from rca_dashboard.simulator.clock import Clock
from rca_dashboard.simulator.instance.dot_walking import WalkedFields
from rca_dashboard.simulator.instance.numbering import Numbering
from rca_dashboard.simulator.instance.table import Selection, Table
from rca_dashboard.simulator.instance.tables import Tables
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.encoded_query import EncodedQuery, parse
from rca_dashboard.simulator.queries.times import QueryTimes


class UnknownRecordError(LookupError):
    """The table has no record of that sys_id."""


class Holdings:
    """The tables of an instance, and their lock. Thread-safe.

    Attributes:
        clock: The instance's time.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lock = RLock()
        self._tables = Tables()

    def locked(self) -> AbstractContextManager[object]:
        """Hold the lock while several things are read or changed together."""
        return self._lock

    def has_table(self, name: str) -> bool:
        """Return whether there is a table of that name."""
        return name in self._tables.by_name

    def table(self, name: str) -> Table:
        """Return a table itself; read it only while ``locked()``."""
        return self._tables[name]

    def numbering(self, table: str) -> Numbering:
        """Return what a table's next number and sys_id depend on."""
        return self._tables.numbering[table]

    def records(self, table: str) -> list[Record]:
        """Return all records of a table, with every field, in the order of their creation."""
        with self._lock:
            kept = self.table(table)
            return [kept.complete(record) for record in kept.records.values()]

    def record(self, table: str, sys_id: str) -> Record:
        """Return one record with every field of its table."""
        with self._lock:
            return self.table(table).complete(self.stored(table, sys_id))

    def stored(self, table: str, sys_id: str) -> Record:
        """Return one record as it is stored, without its empty fields."""
        with self._lock:
            record = self.table(table).records.get(sys_id)
        if record is None:
            raise UnknownRecordError(sys_id)
        return record

    def select(
        self,
        table: str,
        query: str | EncodedQuery = "",
        *,
        offset: int = 0,
        limit: int | None = None,
        zone: tzinfo = UTC,
    ) -> Selection:
        """Return a page of what an encoded query selects; the records come without their empty fields.

        Times in the query are read in ``zone``.
        """
        parsed = parse(query) if isinstance(query, str) else query
        resolved = QueryTimes(self.clock(), zone).resolved(parsed)
        with self._lock:
            return self.table(table).select(resolved, offset=offset, limit=limit, fields=self.fields(table))

    def fields(self, table: str) -> WalkedFields:
        """Return the fields of a table, and those that dot-walking leads to."""
        return WalkedFields(self._tables.by_name, self.table(table).schema.name)

    def display_value(self, table: str, sys_id: str) -> str:
        """Return the display value of a referenced record; the sys_id itself if the record is unknown."""
        kept = self._tables.by_name.get(table)
        if kept is None:
            return sys_id
        return kept.records.get(sys_id, {}).get(kept.schema.display_field) or sys_id
