"""What an instance expects of whoever keeps its records beyond its own life."""

from collections.abc import Iterable
from typing import Protocol

from rca_dashboard.simulator.instance.numbering import Numbering
from rca_dashboard.simulator.instance.table import Table
from rca_dashboard.simulator.queries.conditions import Record


class Keeper(Protocol):
    """Keeps what changes, while the instance's lock is held."""

    def save(self, table: Table, records: Iterable[Record], numbering: Numbering) -> None:
        """Keep new records or new versions, all or none."""
        ...

    def remove(self, table: Table, sys_id: str) -> None:
        """Forget a record."""
        ...
