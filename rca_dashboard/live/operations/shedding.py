"""How many browsers a worker sends elsewhere when it has far more than the others, as after a rolling restart."""

import math
import time
from collections.abc import Sequence

from rca_dashboard.clock import Monotonic

# Half as many again as the mean is too many; a proxy that counts connections spreads those that come back.
TOO_MANY = 1.5
# Of each report: all at once would be another restart for them.
SHARE = 0.1
# A handful more costs nothing.
LEAST = 20
SHORTEST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 600.0


class Shedding:
    """Decides how many browsers are sent elsewhere, and waits longer each time they come back.

    A proxy that sends each user to the same worker would otherwise let the same pages reconnect for ever.

    Args:
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._pause = SHORTEST_PAUSE_SECONDS
        self._due_at = 0.0
        self._before = 0

    def count(self, mine: int, others: Sequence[int]) -> int:
        """Return how many of this worker's browsers to send elsewhere now.

        Args:
            mine: How many this worker has.
            others: How many each of the other workers has that is not about to end.
        """
        mean = (mine + sum(others)) / (1 + len(others))
        now = self._monotonic()
        if not others or mine <= TOO_MANY * mean or mine - mean < LEAST or now < self._due_at:
            return 0
        have_come_back = mine >= self._before > 0
        self._pause = min(LONGEST_PAUSE_SECONDS, self._pause * 2) if have_come_back else SHORTEST_PAUSE_SECONDS
        self._before, self._due_at = mine, now + self._pause
        return math.ceil(min(mine - mean, SHARE * mine))
