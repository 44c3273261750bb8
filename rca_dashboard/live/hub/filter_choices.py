"""The options in the filter menus: re-read soon after tickets have changed, and seldom enough to cost little."""

import math
import time

from rca_dashboard.live.hub.ports import Push, Reader
from rca_dashboard.store.queries import NO_CHOICES, FilterChoices

# Options are read from all tallies, 3 ms for 100,000 tickets; at most a twentieth of the time is spent on it. At a
# hundredth, one read that waited 80 ms on a busy machine delayed the next by eight seconds.
SHARE = 20
SHORTEST_SECONDS = 2.0


class OfferedChoices:
    """Keeps the options no older than the budget for reading them requires. Call every method in the event loop."""

    def __init__(self, reader: Reader, push: Push) -> None:
        self._reader = reader
        self._push = push
        self._is_old = True
        self._may_be_read_at = 0.0
        self.now: FilterChoices = NO_CHOICES

    @property
    def due_at(self) -> float:
        """Monotonic time of the next read; infinity while nothing has changed since the last one."""
        return self._may_be_read_at if self._is_old else math.inf

    def grow_old(self) -> None:
        """Mark the options as outdated, because tickets have changed."""
        self._is_old = True

    async def read_if_due(self) -> None:
        """Read the options if they are due, and send them to all browsers if they differ.

        Raises:
            DatabaseUnavailableError: If they cannot be read; they are then due immediately.
        """
        began = time.monotonic()
        if began < self.due_at:
            return
        self._is_old = False  # a change during the read makes them outdated again
        try:
            choices = await self._reader.choices()
        except BaseException:
            self._is_old = True
            raise
        took = time.monotonic() - began
        self._may_be_read_at = time.monotonic() + max(SHORTEST_SECONDS, took * SHARE)
        if choices != self.now:
            self.now = choices
            await self._push.choices(choices)
