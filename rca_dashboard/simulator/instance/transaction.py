"""A late commit: changes that are stamped when they are made, and visible only once their transaction commits."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from rca_dashboard.simulator.instance.instance import ADMINISTRATOR, EMPTY, Instance, Values


class Transaction:
    """The changes of one transaction; invisible before ``commit``."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._work: list[Callable[[], object]] = []

    def insert(self, table: str, values: Values = EMPTY, /, *, by: str = ADMINISTRATOR, **fields: str) -> str:
        """Create a record, stamped now, and return its sys_id; see ``Instance.insert``."""
        record = self._instance.drafted(table, {**values, **fields}, by=by)
        self._work.append(partial(self._instance.take_over, table, record))
        return record["sys_id"]

    def update(
        self, table: str, sys_id: str, values: Values = EMPTY, /, *, by: str = ADMINISTRATOR, **fields: str
    ) -> None:
        """Change a record, stamped now; see ``Instance.update``. Concurrent changes are kept."""
        at: datetime = self._instance.clock()
        self._work.append(partial(self._instance.update, table, sys_id, {**values, **fields}, at=at, by=by))

    def delete(self, table: str, sys_id: str, *, by: str = ADMINISTRATOR) -> None:
        """Delete a record, audited as of now; see ``Instance.delete``."""
        at: datetime = self._instance.clock()
        self._work.append(partial(self._instance.delete, table, sys_id, at=at, by=by))

    def commit(self) -> None:
        """Make all changes visible at once."""
        with self._instance.locked():
            for work in self._work:
                work()
            self._work.clear()

    def roll_back(self) -> None:
        """Discard the changes."""
        self._work.clear()
