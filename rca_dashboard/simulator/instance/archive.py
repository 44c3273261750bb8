"""A SQLite file that stores the instance's tickets across restarts.

Every change is written before the call that makes it returns, with WAL and without an fsync each: a killed process
loses nothing, a power cut may lose the last moments, never the file.
"""

import json
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.numbering import Numbering
from rca_dashboard.simulator.instance.table import Table
from rca_dashboard.simulator.queries.conditions import Record

_TABLES = """
CREATE TABLE IF NOT EXISTS record (
    table_name TEXT, sys_id TEXT, fields TEXT NOT NULL, PRIMARY KEY (table_name, sys_id)
);
CREATE TABLE IF NOT EXISTS field (
    table_name TEXT, name TEXT, refers_to TEXT NOT NULL, PRIMARY KEY (table_name, name)
);
CREATE TABLE IF NOT EXISTS numbering (
    table_name TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, highest INTEGER NOT NULL
);
"""

_SAVE_RECORD = """
INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (table_name, sys_id) DO UPDATE SET fields = excluded.fields
"""  # unlike REPLACE this keeps the order of creation


class ArchiveError(Exception):
    """The file cannot be used as an archive; the message says why and what to do."""


class Archive:
    """Stores the changes of an instance. The instance's lock ensures that one thread at a time writes."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating it if needed.

        Raises:
            ArchiveError: If it cannot be opened, or is something else.
        """
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(_TABLES)
        except sqlite3.Error as error:
            message = f"The archive {path} cannot be used ({error}): use another file, or move this one away."
            raise ArchiveError(message) from error
        self._fields_saved: dict[str, int] = {}

    def restore(self, instance: Instance) -> int:
        """Load what is stored into the instance, and store its changes from now on; return the number of records."""
        with instance.locked():
            restored = sum(self._restore_table(instance, name) for name in self._table_names(instance))
            instance.keep_in(self)
            return restored

    def save(self, table: Table, records: Iterable[Record], numbering: Numbering) -> None:
        """Store new records or new versions, all or none."""
        name = table.schema.name
        rows = [(name, record["sys_id"], json.dumps(record, ensure_ascii=False)) for record in records]
        with self._transaction() as connection:
            connection.executemany(_SAVE_RECORD, rows)
            connection.execute(
                "INSERT OR REPLACE INTO numbering VALUES (?, ?, ?)", (name, numbering.ordinal, numbering.highest)
            )
            self._save_fields(connection, table)

    def remove(self, table: Table, sys_id: str) -> None:
        """Delete a record."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM record WHERE table_name = ? AND sys_id = ?", (table.schema.name, sys_id))

    def close(self) -> None:
        """Close the file; nothing is stored afterwards."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _save_fields(self, connection: sqlite3.Connection, table: Table) -> None:
        name, count = table.schema.name, len(table.fields) + len(table.references)
        if self._fields_saved.get(name) == count:
            return
        rows = [(name, field, table.references.get(field, "")) for field in table.fields]
        connection.executemany("INSERT OR REPLACE INTO field VALUES (?, ?, ?)", rows)
        self._fields_saved[name] = count

    def _table_names(self, instance: Instance) -> list[str]:
        rows: list[tuple[str]] = self._connection.execute("SELECT table_name FROM numbering").fetchall()
        return [name for (name,) in rows if instance.has_table(name)]

    def _restore_table(self, instance: Instance, name: str) -> int:
        fields: list[tuple[str, str]] = self._rows("SELECT name, refers_to FROM field WHERE table_name = ?", name)
        texts: list[tuple[str]] = self._rows("SELECT fields FROM record WHERE table_name = ? ORDER BY rowid", name)
        counts: list[tuple[int, int]] = self._rows("SELECT ordinal, highest FROM numbering WHERE table_name = ?", name)
        instance.table(name).fields.update(dict.fromkeys(field for field, _ in fields))
        records: list[Record] = [json.loads(text) for (text,) in texts]
        instance.load(name, records, {field: target for field, target in fields if target})
        numbering = instance.numbering(name)
        numbering.ordinal, numbering.highest = counts[0]
        return len(records)

    def _rows(self, statement: str, table: str) -> list[Any]:
        return self._connection.execute(statement, (table,)).fetchall()
