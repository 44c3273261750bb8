"""The interface of whatever stores an instance's records beyond its lifetime."""

from collections.abc import Iterable
from typing import Protocol

from rca_dashboard.simulator.instance.numbering import Numbering
from rca_dashboard.simulator.instance.table import Table
from rca_dashboard.simulator.queries.conditions import Record


class Keeper(Protocol):
    """Stores changes; called while the instance's lock is held."""

    def save(self, table: Table, records: Iterable[Record], numbering: Numbering) -> None:
        """Store new records or new versions, all or none."""
        ...

    def remove(self, table: Table, sys_id: str) -> None:
        """Delete a record."""
        ...
