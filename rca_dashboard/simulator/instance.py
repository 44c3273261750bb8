"""The instance: its tables and what happens to their records, whoever asks for it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import blake2b
from threading import RLock
from types import MappingProxyType

from rca_dashboard.simulator.clock import Clock, to_text, utc_now
from rca_dashboard.simulator.conditions import Record
from rca_dashboard.simulator.encoded_query import EncodedQuery, parse
from rca_dashboard.simulator.keeper import Keeper
from rca_dashboard.simulator.numbering import Numbering
from rca_dashboard.simulator.organisation import organisation
from rca_dashboard.simulator.schema import SCHEMAS
from rca_dashboard.simulator.table import Selection, Table
from rca_dashboard.simulator.versions import Change, first_version, next_version

ADMINISTRATOR = "admin"
Values = Mapping[str, str]
EMPTY: Values = MappingProxyType({})


class UnknownTableError(LookupError):
    """The instance has no table of that name."""


class UnknownRecordError(LookupError):
    """The table has no record of that sys_id."""


class Instance:
    """A ServiceNow instance in memory, with the people and things of a small firm. Safe for threads.

    Where a method names a table or a record that the instance does not have, it raises UnknownTableError or
    UnknownRecordError.
    """

    def __init__(self, *, clock: Clock = utc_now, seed: int = 1) -> None:
        """Make an instance without a ticket.

        Args:
            clock: Stamps what happens, and the server's ``Date``.
            seed: The same one gives the same sys_ids in the same order.
        """
        self.clock = clock
        self.seed = seed
        self._lock = RLock()
        self._tables = {schema.name: Table(schema) for schema in SCHEMAS}
        self._numbering = {name: Numbering() for name in self._tables}
        self._keeper: Keeper | None = None
        for name, records in organisation().items():
            self.load(name, records)

    def insert(
        self,
        table: str,
        values: Values = EMPTY,
        /,
        *,
        at: datetime | None = None,
        by: str = ADMINISTRATOR,
        **fields: str,
    ) -> str:
        """Create a record and give its sys_id.

        Args:
            table: The table's name.
            values: Values by field, for whoever has them so.
            at: When it happens; now if not given.
            by: The user name of who does it.
            **fields: More values; each wins over what the instance would set. A field that the table does not have is
                added to it, as an administrator adds a column.

        Raises:
            ValueError: If a record has that sys_id already.
        """
        with self._lock:
            record = self.drafted(table, {**values, **fields}, at=at, by=by)
            if record["sys_id"] in self.table(table).records:
                message = f"{table} has a record {record['sys_id']} already: update it, or choose another sys_id."
                raise ValueError(message)
            self._put(table, record)
            return record["sys_id"]

    def update(
        self,
        table: str,
        sys_id: str,
        values: Values = EMPTY,
        /,
        *,
        at: datetime | None = None,
        by: str = ADMINISTRATOR,
        auto_sys_fields: bool = True,
        **fields: str,
    ) -> None:
        """Change a record. An update that changes nothing leaves no trace, as in ServiceNow.

        Args:
            table: The table's name.
            sys_id: Which record.
            values: New values by field, for whoever has them so.
            at: When it happens; now if not given.
            by: The user name of who does it.
            auto_sys_fields: False moves neither ``sys_updated_on`` nor ``sys_mod_count``, as a script may ask for.
            **fields: More new values; each wins over what the instance would set.
        """
        with self._lock:
            old = self.stored(table, sys_id)
            changes = {**values, **fields}
            new = next_version(table, old, changes, self._change(at, by), auto_sys_fields=auto_sys_fields)
            if new is not old:
                self._put(table, new)

    def delete(self, table: str, sys_id: str) -> None:
        """Delete a record for good."""
        with self._lock:
            self.stored(table, sys_id)
            kept = self.table(table)
            kept.remove(sys_id)
            if self._keeper:
                self._keeper.remove(kept, sys_id)

    def drafted(self, table: str, values: Values, *, at: datetime | None = None, by: str = ADMINISTRATOR) -> Record:
        """Give the record that ``insert`` would create, with a number and a sys_id of its own, without keeping it."""
        with self._lock:
            schema, numbering = self.table(table).schema, self._numbering[table]
            own = {"sys_id": values.get("sys_id") or self._new_sys_id(table)}
            if schema.number_prefix and "number" not in values:
                own["number"] = numbering.next_number(schema.number_prefix)
            return first_version(table, {**values, **own}, self._change(at, by))

    def redrafted(
        self, table: str, old: Record, values: Values, *, at: datetime | None = None, by: str = ADMINISTRATOR
    ) -> Record:
        """Give the version that ``update`` would make of one, without keeping it."""
        return next_version(table, old, values, self._change(at, by))

    def load(self, table: str, records: Sequence[Record], references: Mapping[str, str] | None = None) -> None:
        """Take records over exactly as they are; one whose sys_id is known replaces it.

        Args:
            table: The table's name.
            records: Each with its sys_id.
            references: Fields that are references, and the tables they point to, beside those known already.
        """
        with self._lock:
            kept, numbering = self.table(table), self._numbering[table]
            kept.references.update(references or {})
            kept.put_all(records)
            for record in records:
                numbering.has_seen(record.get("number", ""))
            if self._keeper:
                self._keeper.save(kept, records, numbering)

    def keep_in(self, keeper: Keeper | None) -> None:
        """Let a keeper have every change from now on; None for nobody."""
        with self._lock:
            self._keeper = keeper

    def locked(self) -> AbstractContextManager[object]:
        """Hold still what the tables hold while several things are read or changed together."""
        return self._lock

    def has_table(self, name: str) -> bool:
        """Say whether there is a table of that name."""
        return name in self._tables

    def table(self, name: str) -> Table:
        """Give a table itself; read it only while ``locked()``."""
        if name not in self._tables:
            raise UnknownTableError(name)
        return self._tables[name]

    def numbering(self, table: str) -> Numbering:
        """Give what a table's next number and sys_id depend on."""
        return self._numbering[table]

    def records(self, table: str) -> list[Record]:
        """Give all records of a table, with every field, in the order of their creation."""
        with self._lock:
            kept = self.table(table)
            return [kept.complete(record) for record in kept.records.values()]

    def record(self, table: str, sys_id: str) -> Record:
        """Give one record with every field of its table."""
        with self._lock:
            return self.table(table).complete(self.stored(table, sys_id))

    def stored(self, table: str, sys_id: str) -> Record:
        """Give one record as it is stored, without its empty fields."""
        with self._lock:
            record = self.table(table).records.get(sys_id)
        if record is None:
            raise UnknownRecordError(sys_id)
        return record

    def select(
        self, table: str, query: str | EncodedQuery = "", *, offset: int = 0, limit: int | None = None
    ) -> Selection:
        """Give a page of what an encoded query selects; the records come without their empty fields."""
        parsed = parse(query) if isinstance(query, str) else query
        with self._lock:
            return self.table(table).select(parsed, offset=offset, limit=limit)

    def display_value(self, table: str, sys_id: str) -> str:
        """Give what names a record where it is referred to; the sys_id itself if the record is not known."""
        kept = self._tables.get(table)
        if kept is None:
            return sys_id
        return kept.records.get(sys_id, {}).get(kept.schema.display_field) or sys_id

    def _put(self, table: str, record: Record) -> None:
        kept, numbering = self._tables[table], self._numbering[table]
        numbering.has_seen(record.get("number", ""))
        kept.put(record)
        if self._keeper:
            self._keeper.save(kept, [record], numbering)

    def _new_sys_id(self, table: str) -> str:
        while True:
            text = f"{self.seed}:{table}:{self._numbering[table].next_ordinal()}"
            sys_id = blake2b(text.encode(), digest_size=16).hexdigest()
            if sys_id not in self._tables[table].records:
                return sys_id

    def _change(self, at: datetime | None, by: str) -> Change:
        users = self._tables["sys_user"].records.values()
        user = next((user for user in users if user.get("user_name") == by), Record())
        return Change(to_text(at or self.clock()), by, user.get("sys_id", ""), user.get("name", by))
