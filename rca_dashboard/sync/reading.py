"""Convert a page's records into tickets, and log once if some cannot be converted."""

import logging
from collections.abc import Sequence

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.servicenow.records import class_of, ticket_from_record

log = logging.getLogger(__name__)


class TicketReading:
    """Converts the records of one table, which is ``table``.

    Args:
        table: The table's name.
        instance: The instance's URL without credentials, for the tickets' links.
        tables: All tables that are read. A parent lists the records of its children too: one whose class is another
            of these tables belongs to that table, or each read would move it to and fro.
    """

    def __init__(self, table: str, instance: str, tables: Sequence[str] = ()) -> None:
        self.table = table
        self._instance = instance
        self._others = frozenset(tables) - {table}
        self._has_logged_unreadable = False
        self._has_logged_others = False

    def tickets(self, records: Sequence[JsonObject]) -> list[Ticket]:
        """Return the tickets of some records, except of those without a sys_id or of another table that is read."""
        own = [record for record in records if not self.is_of_another(class_of(record))] if self._others else records
        if len(own) < len(records):
            self._log_others(len(records) - len(own))
        read = [ticket_from_record(record, table=self.table, instance=self._instance) for record in own]
        tickets = [ticket for ticket in read if ticket is not None]
        if len(tickets) < len(read) and not self._has_logged_unreadable:
            self._has_logged_unreadable = True
            log.warning(
                "%d rows of the table %s came without a sys_id and are left out: "
                "see whether the account may read that field.",
                len(read) - len(tickets),
                self.table,
            )
        return tickets

    def is_of_another(self, sys_class_name: str) -> bool:
        """Return whether records of a class belong to another table that is read."""
        return sys_class_name in self._others

    def _log_others(self, count: int) -> None:
        level = logging.DEBUG if self._has_logged_others else logging.INFO
        self._has_logged_others = True
        log.log(
            level,
            "%d rows of the table %s belong to other tables of SERVICENOW_TABLES and are stored under those.",
            count,
            self.table,
        )
