"""How fast rows come, for the time that is left."""

from collections import deque

from rca_dashboard.clock import Monotonic

# Long enough to even out pages of several seconds, short enough to show a slowdown.
WINDOW_SECONDS = 30.0


class Pace:
    """Rows a second over the last half minute.

    Args:
        monotonic: Seconds that only rise.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._marks: deque[tuple[float, int]] = deque([(monotonic(), 0)])

    @property
    def rows(self) -> int:
        """How many rows were noted."""
        return self._marks[-1][1]

    def note(self, rows: int) -> None:
        """Note that rows came."""
        now = self._monotonic()
        self._marks.append((now, self.rows + rows))
        while len(self._marks) > 2 and self._marks[1][0] <= now - WINDOW_SECONDS:  # noqa: PLR2004 - a pace needs two
            self._marks.popleft()

    def per_second(self) -> float:
        """Return the rows a second; it falls while nothing comes."""
        began, before = self._marks[0]
        seconds = self._monotonic() - began
        return (self.rows - before) / seconds if seconds > 0 else 0.0
