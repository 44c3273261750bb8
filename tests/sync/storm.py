"""Tickets created and changed at random, in shared seconds, some committed after their stamp."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from threading import Lock

from rca_dashboard.simulator.instance.instance import Instance

# A transaction commits after its stamp, up to half of the overlap of ten seconds.
LATE_SECONDS = (0, 0, 0, 1, 5)


class Storm:
    """What happens in an instance.

    Args:
        chance: Decides everything.
        instance: Where it happens.
        tables: Where in it.
        deletes: What share of the changes are deletions.
    """

    def __init__(
        self, chance: Random, instance: Instance, tables: Sequence[str] = ("incident",), *, deletes: float = 0.0
    ) -> None:
        self.chance = chance
        self.instance = instance
        self.tables = tables
        self.deletes = deletes
        self.sys_ids: list[tuple[str, str]] = []
        self._one_at_a_time = Lock()

    def rage(self, most: int = 40) -> None:
        """Let up to ``most`` things happen; in whichever thread."""
        with self._one_at_a_time:
            for _ in range(self.chance.randint(0, most)):
                at = self.instance.clock() - timedelta(seconds=self.chance.choice(LATE_SECONDS))
                if self.sys_ids and self.chance.random() < 0.5:
                    # Whatever chance says: with no deletions a seed's storm is what it was without them.
                    (self.delete if self.deletes and self.chance.random() < self.deletes else self.change)(at)
                else:
                    self.create(at)

    def create(self, at: datetime) -> None:
        table = self.chance.choice(self.tables)
        sys_id = self.instance.insert(table, at=at, short_description=f"Printer {self.chance.random()} is on fire")
        self.sys_ids.append((table, sys_id))

    def change(self, at: datetime) -> None:
        table, sys_id = self.chance.choice(self.sys_ids)
        fields = {
            "short_description": f"Changed {self.chance.random()}",
            "priority": self.chance.choice("12345"),
            "state": self.chance.choice("1236"),
            "close_notes": self.chance.choice(("", "Turned it off and on")),
        }
        some = self.chance.sample(sorted(fields), self.chance.randint(1, 3))
        self.instance.update(table, sys_id, {name: fields[name] for name in some}, at=at)

    def delete(self, at: datetime) -> None:
        table, sys_id = self.sys_ids.pop(self.chance.randrange(len(self.sys_ids)))
        self.instance.delete(table, sys_id, at=at)
