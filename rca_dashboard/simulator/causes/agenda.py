"""What is to happen and when: one thing after the other, by the instance's clock."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

Action = Callable[[], object]


class Agenda:
    """Actions, each at its time; those of the same time in the order in which they were added."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Action]] = []
        self._places = count()

    def add(self, at: datetime, action: Action) -> None:
        """Let something happen at a time."""
        heappush(self._heap, (at, next(self._places), action))

    @property
    def next_at(self) -> datetime | None:
        """When the next thing happens; None for never."""
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: datetime) -> list[Action]:
        """Remove and return what is due."""
        due: list[Action] = []
        while self._heap and self._heap[0][0] <= now:
            due.append(heappop(self._heap)[2])
        return due
