"""Rows that several configured tables may list: their class is a child of both, and is not configured itself.

Nothing in such a row says which tables list it. It is stored under the first of them, in the order of the
configuration: each table that reads it would move it to itself otherwise, for ever.
"""

from collections.abc import Mapping, Sequence

from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.servicenow.records import class_of, under_table
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress.stored_versions import MOST_TABLES_AT_ONCE, tables_of


class SharedRows:
    """Finds the table under which a row is stored.

    Args:
        database: Where the rows are stored.
        tables: All tables that are read, in the order of the configuration.
        instance: The instance's URL without credentials, for the tickets' links.
    """

    def __init__(self, database: Database, tables: Sequence[str] = (), instance: str = "") -> None:
        self._database = database
        self._places = {table: place for place, table in enumerate(tables)}
        self._instance = instance

    def may_be_shared(self, sys_class_name: str) -> bool:
        """Return whether another configured table may list rows of this class, which may be unknown (empty)."""
        return len(self._places) > 1 and sys_class_name not in self._places

    def settled(self, tickets: Sequence[Ticket]) -> Sequence[Ticket]:
        """Return tickets of one table, each under the first table that has listed it.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        shared = [ticket.sys_id for ticket in tickets if self.may_be_shared(class_of(ticket.extra))]
        if not shared:
            return tickets
        earlier = self.stored_earlier(tickets[0].table, shared)
        return [
            under_table(ticket, table=earlier[ticket.sys_id], instance=self._instance)
            if ticket.sys_id in earlier
            else ticket
            for ticket in tickets
        ]

    def stored_earlier(self, table: str, sys_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the tables of those rows that are stored under a table that precedes another one.

        Raises:
            DatabaseUnavailableError: If the database does not work.
        """
        place = self._places.get(table, len(self._places))
        found: dict[str, str] = {}
        for begin in range(0, len(sys_ids), MOST_TABLES_AT_ONCE):
            found.update(tables_of(self._database, sys_ids[begin : begin + MOST_TABLES_AT_ONCE]))
        return {sys_id: stored for sys_id, stored in found.items() if self._places.get(stored, place) < place}
