"""What the filters' menus offer: read anew soon after tickets have changed, and seldom enough to cost little."""

import math
import time

from rca_dashboard.live.hub.ports import Push, Reader
from rca_dashboard.store.queries import NO_CHOICES, FilterChoices

# Choices are read from all tallies, 3 ms for 100,000 tickets; at most a twentieth of the time goes there. With a
# hundredth, one read that had to wait for a busy machine, 80 ms, put off the next by eight seconds.
SHARE = 20
SHORTEST_SECONDS = 2.0


class OfferedChoices:
    """Keeps the choices as old as they may be, and no older. Every method is for the event loop."""

    def __init__(self, reader: Reader, push: Push) -> None:
        self._reader = reader
        self._push = push
        self._is_old = True
        self._may_be_read_at = 0.0
        self.now: FilterChoices = NO_CHOICES

    @property
    def due_at(self) -> float:
        """When they are to be read, by the monotonic clock: infinity while nothing has changed since they were."""
        return self._may_be_read_at if self._is_old else math.inf

    def grow_old(self) -> None:
        """Learn that tickets have changed."""
        self._is_old = True

    async def read_if_due(self) -> None:
        """Read them if it is time, and tell all browsers where they differ.

        Raises:
            DatabaseUnavailableError: If they cannot be read; they are then due at once.
        """
        began = time.monotonic()
        if began < self.due_at:
            return
        self._is_old = False  # what changes while they are read makes them old again
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
