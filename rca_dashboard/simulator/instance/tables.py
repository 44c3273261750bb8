"""All tables of an instance: ``task`` shows the records of those that extend it, and a keeper gets every change."""

from collections.abc import Mapping, Sequence

from rca_dashboard.simulator.instance.keeper import Keeper
from rca_dashboard.simulator.instance.numbering import Numbering
from rca_dashboard.simulator.instance.schemas import SCHEMAS
from rca_dashboard.simulator.instance.table import Table
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.schema import TASK_TABLES

_TASK = "task"


class UnknownTableError(LookupError):
    """The instance has no table of that name."""


class Tables:
    """The tables and what their next numbers depend on. Not thread-safe."""

    def __init__(self) -> None:
        self.by_name = {schema.name: Table(schema) for schema in SCHEMAS}
        self.numbering = {name: Numbering() for name in self.by_name}
        self.keeper: Keeper | None = None

    def __getitem__(self, name: str) -> Table:
        if name not in self.by_name:
            raise UnknownTableError(name)
        return self.by_name[name]

    def home(self, table: str, sys_id: str) -> str:
        """Return the table that holds a record: for one that is seen in ``task`` the one that extends it."""
        if table != _TASK:
            return table
        return next((name for name in TASK_TABLES if sys_id in self.by_name[name].records), _TASK)

    def put(self, table: str, record: Record) -> None:
        """Store a new record, or a new version of one, in its table and in those that it extends."""
        kept, numbering = self[table], self.numbering[table]
        numbering.has_seen(record.get("number", ""))
        stored = kept.put(record)
        if table in TASK_TABLES:
            self.by_name[_TASK].show(stored)
        if self.keeper:
            self.keeper.save(kept, [record], numbering)

    def load(self, table: str, records: Sequence[Record], references: Mapping[str, str]) -> None:
        """Store many records at once, and fields that are references."""
        kept, numbering = self[table], self.numbering[table]
        kept.references.update(references)
        stored = kept.put_all(records)
        if table in TASK_TABLES:
            self.by_name[_TASK].show_all(stored)
        for record in records:
            numbering.has_seen(record.get("number", ""))
        if self.keeper:
            self.keeper.save(kept, records, numbering)

    def remove(self, table: str, sys_id: str) -> None:
        """Delete a record."""
        kept = self[table]
        kept.remove(sys_id)
        if table in TASK_TABLES:
            self.by_name[_TASK].remove(sys_id)
        if self.keeper:
            self.keeper.remove(kept, sys_id)
