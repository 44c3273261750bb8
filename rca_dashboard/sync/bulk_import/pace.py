"""The rate at which rows arrive, for estimating the time left."""

from collections import deque

from rca_dashboard.clock import Monotonic

# Long enough to even out pages of several seconds, short enough to show a slowdown.
WINDOW_SECONDS = 30.0


class Pace:
    """The average rows per second over the last 30 s.

    Args:
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._marks: deque[tuple[float, int]] = deque([(monotonic(), 0)])

    @property
    def rows(self) -> int:
        """The number of rows recorded."""
        return self._marks[-1][1]

    def note(self, rows: int) -> None:
        """Record that rows arrived."""
        now = self._monotonic()
        self._marks.append((now, self.rows + rows))
        while len(self._marks) > 2 and self._marks[1][0] <= now - WINDOW_SECONDS:  # noqa: PLR2004 - a pace needs two
            self._marks.popleft()

    def per_second(self) -> float:
        """Return the rows per second; the rate falls while nothing arrives."""
        began, before = self._marks[0]
        seconds = self._monotonic() - began
        return (self.rows - before) / seconds if seconds > 0 else 0.0
