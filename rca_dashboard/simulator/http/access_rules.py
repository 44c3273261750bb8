"""What the account may see: tables, rows and fields. As with ACLs, rows are cut only after paging and counting."""

from collections.abc import Callable, Mapping
from threading import Lock
from types import MappingProxyType

from rca_dashboard.simulator.errors import TableApiError
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.encoded_query import EncodedQuery

Hidden = Callable[[Record], bool]


class AccessRules:
    """The rules for the one account; without any it sees everything. Thread-safe.

    Attributes:
        invalid_query_returns_no_rows: True answers a query with an unknown field with no rows, like the property
            ``glide.invalid_query.returns_no_rows``; otherwise the condition is dropped.
        empty_displays_are_null: True sends null as the display value of an empty field, as some instances do.
    """

    def __init__(self) -> None:
        self.invalid_query_returns_no_rows = False
        self.empty_displays_are_null = False
        self._lock = Lock()
        self._denied: frozenset[str] = frozenset()
        self._hidden: Mapping[str, Hidden] = MappingProxyType({})
        self._dropped: Mapping[str, frozenset[str]] = MappingProxyType({})
        self._refused: Mapping[str, frozenset[str]] = MappingProxyType({})

    def deny(self, *tables: str) -> None:
        """Answer 403 to every request for these tables."""
        with self._lock:
            self._denied |= {*tables}

    def hide(self, table: str, is_hidden: Hidden) -> None:
        """Remove rows from each cut page, while ``X-Total-Count`` counts them; requested alone they give 404."""
        with self._lock:
            self._hidden = {**self._hidden, table: is_hidden}

    def drop_fields(self, table: str, *fields: str) -> None:
        """Hide fields, and silently drop conditions on them from queries."""
        with self._lock:
            self._dropped = {**self._dropped, table: frozenset(fields)}

    def refuse_fields(self, table: str, *fields: str) -> None:
        """Hide fields, and answer 403 to a query that uses them."""
        with self._lock:
            self._refused = {**self._refused, table: frozenset(fields)}

    def clear(self) -> None:
        """Remove all rules."""
        with self._lock:
            self._denied, self._hidden, self._dropped, self._refused = frozenset(), {}, {}, {}

    def check_table(self, table: str) -> None:
        """Check a request for a table.

        Raises:
            TableApiError: 403 if the table is denied.
        """
        if table in self._denied:
            raise TableApiError(403, "User Not Authorized", "Failed API level ACL Validation")

    def permitted(self, table: str, query: EncodedQuery) -> EncodedQuery:
        """Return the permitted part of a query.

        Raises:
            TableApiError: 403 if it uses a refused field.
        """
        if query.fields() & self._refused.get(table, frozenset()):
            raise TableApiError(
                403,
                "Insufficient rights to query records",
                "Field(s) present in the query do not have permission to be read",
            )
        return query.without(self._dropped.get(table, frozenset()))

    def is_hidden(self, table: str, record: Record) -> bool:
        """Return whether a row is removed from its page."""
        hidden = self._hidden.get(table)
        return hidden is not None and hidden(record)

    def unreadable(self, table: str) -> frozenset[str]:
        """Return the fields that are hidden."""
        return self._dropped.get(table, frozenset()) | self._refused.get(table, frozenset())
