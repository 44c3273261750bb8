"""Convert a page's records into tickets, and log once if some cannot be converted."""

import logging
from collections.abc import Sequence

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.servicenow.records import ticket_from_record

log = logging.getLogger(__name__)


class TicketReading:
    """Converts the records of one table, which is ``table``.

    Args:
        table: The table's name.
        instance: The instance's URL without credentials, for the tickets' links.
    """

    def __init__(self, table: str, instance: str) -> None:
        self.table = table
        self._instance = instance
        self._has_told_of_unreadable = False

    def tickets(self, records: Sequence[JsonObject]) -> list[Ticket]:
        """Return the tickets of some records; those without a sys_id are left out."""
        read = [ticket_from_record(record, table=self.table, instance=self._instance) for record in records]
        tickets = [ticket for ticket in read if ticket is not None]
        if len(tickets) < len(read) and not self._has_told_of_unreadable:
            self._has_told_of_unreadable = True
            log.warning(
                "%d rows of the table %s came without a sys_id and are left out: "
                "see whether the account may read that field.",
                len(read) - len(tickets),
                self.table,
            )
        return tickets
