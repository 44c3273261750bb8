"""The instance: its tables and what happens to their records, whoever sends the request."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from types import MappingProxyType

from rca_dashboard.simulator.clock import Clock, to_text, utc_now
from rca_dashboard.simulator.instance.holdings import Holdings, UnknownRecordError
from rca_dashboard.simulator.instance.keeper import Keeper
from rca_dashboard.simulator.instance.organisation import organisation
from rca_dashboard.simulator.instance.tables import UnknownTableError
from rca_dashboard.simulator.instance.versions import Change, first_version, next_version
from rca_dashboard.simulator.queries.conditions import Record

__all__ = ["ADMINISTRATOR", "EMPTY", "Instance", "UnknownRecordError", "UnknownTableError", "Values"]

ADMINISTRATOR = "admin"
_AUDIT = "sys_audit_delete"
Values = Mapping[str, str]
EMPTY: Values = MappingProxyType({})


class Instance(Holdings):
    """A ServiceNow instance in memory, with the people and assets of a small company. Thread-safe.

    A method given a table or a record that the instance does not have raises UnknownTableError or UnknownRecordError.
    """

    def __init__(self, *, clock: Clock = utc_now, seed: int = 1) -> None:
        """Create an instance without tickets.

        Args:
            clock: The time of changes, and of the server's ``Date``.
            seed: The same seed gives the same sys_ids in the same order.
        """
        super().__init__(clock)
        self.seed = seed
        self._authors: dict[str, Record] = {}
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
        """Create a record and return its sys_id.

        Args:
            table: The table's name.
            values: Values by field, as an alternative to ``fields``.
            at: When it happens; now by default.
            by: The user name of the author.
            **fields: More values; each overrides what the instance would set. A field that the table does not have is
                added to it, as an administrator adds a column.

        Raises:
            ValueError: If a record has that sys_id already.
        """
        with self._lock:
            record = self.drafted(table, {**values, **fields}, at=at, by=by)
            if record["sys_id"] in self.table(table).records:
                message = f"{table} already has a record {record['sys_id']}: update it, or choose another sys_id."
                raise ValueError(message)
            self._tables.put(table, record)
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
            sys_id: The record.
            values: New values by field, as an alternative to ``fields``.
            at: When it happens; now by default.
            by: The user name of the author.
            auto_sys_fields: False changes neither ``sys_updated_on`` nor ``sys_mod_count``, as a script may request.
            **fields: More new values; each overrides what the instance would set.
        """
        with self._lock:
            old, home = self.stored(table, sys_id), self._tables.home(table, sys_id)
            changes = {**values, **fields}
            new = next_version(home, old, changes, self._change(at, by), auto_sys_fields=auto_sys_fields)
            if new is not old:
                self._tables.put(home, new)

    def delete(
        self,
        table: str,
        sys_id: str,
        *,
        at: datetime | None = None,
        by: str = ADMINISTRATOR,
        is_audited: bool = True,
    ) -> None:
        """Delete a record permanently. ``sys_audit_delete`` records it, unless a script suppresses the audit."""
        with self._lock:
            old, home = self.stored(table, sys_id), self._tables.home(table, sys_id)
            self._tables.remove(home, sys_id)
            if is_audited and home != _AUDIT:
                shown = old.get(self.table(home).schema.display_field, "")
                row = {"tablename": home, "documentkey": sys_id, "display_value": shown}
                self._tables.put(_AUDIT, self.drafted(_AUDIT, row, at=at, by=by))

    def drafted(self, table: str, values: Values, *, at: datetime | None = None, by: str = ADMINISTRATOR) -> Record:
        """Return the record that ``insert`` would create, with a number and a sys_id of its own, without storing it."""
        with self._lock:
            schema, numbering = self.table(table).schema, self.numbering(table)
            own = {"sys_id": values.get("sys_id") or self._new_sys_id(table)}
            if schema.number_prefix and "number" not in values:
                own["number"] = numbering.next_number(schema.number_prefix)
            return first_version(table, {**values, **own}, self._change(at, by))

    def redrafted(
        self, table: str, old: Record, values: Values, *, at: datetime | None = None, by: str = ADMINISTRATOR
    ) -> Record:
        """Return the version that ``update`` would create, without storing it."""
        return next_version(table, old, values, self._change(at, by))

    def load(self, table: str, records: Sequence[Record], references: Mapping[str, str] | None = None) -> None:
        """Load records exactly as they are; one whose sys_id is known replaces it.

        Args:
            table: The table's name.
            records: Each with its sys_id.
            references: Further fields that are references, and the tables they point to.
        """
        with self._lock:
            self._tables.load(table, records, references or {})

    def take_over(self, table: str, record: Record) -> None:
        """Load one version of a record exactly as it is, including its stamps."""
        with self._lock:
            self._tables.put(table, record)

    def keep_in(self, keeper: Keeper | None) -> None:
        """Pass every change to a keeper from now on; None for no keeper."""
        with self._lock:
            self._tables.keeper = keeper

    def _new_sys_id(self, table: str) -> str:
        while True:
            text = f"{self.seed}:{table}:{self.numbering(table).next_ordinal()}"
            sys_id = blake2b(text.encode(), digest_size=16).hexdigest()
            if sys_id not in self.table(table).records:
                return sys_id

    def _change(self, at: datetime | None, by: str) -> Change:
        user = self._author(by)
        return Change(to_text(at or self.clock()), by, user.get("sys_id", ""), user.get("name", by))

    def _author(self, user_name: str) -> Record:
        """Return a user by name; who wrote before is not looked for again, which takes a third of a history's time."""
        users, known = self.table("sys_user").records, self._authors.get(user_name)
        if known is not None and users.get(known["sys_id"]) is known:
            return known
        found = next((user for user in users.values() if user.get("user_name") == user_name), None)
        if found is not None:
            self._authors[user_name] = found
        return found or Record()
