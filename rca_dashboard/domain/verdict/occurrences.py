"""What is counted: days with at least one ticket, or episodes four hours apart where there is one on most days."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rca_dashboard.domain.likeness.worth import Floats

DAY = 86_400.0
# Ten reports of one outage are one occurrence. At so many days with one, nearly every day would have one, and a fall
# from five a day to one would not be seen.
_MOST_DAYS = 0.7
GAP = 4 * 3_600.0


@dataclass(frozen=True, slots=True)
class Occurrences:
    """When the incident occurred.

    Attributes:
        times: The first ticket of each occurrence, in seconds since 1970, ascending.
        are_episodes: Episodes were counted, since there was one on more than 0.7 of the days.
    """

    times: Floats
    are_episodes: bool

    @property
    def unit(self) -> str:
        """What was counted, in words."""
        return "episodes, at least 4 h apart" if self.are_episodes else "days with at least one"

    def between(self, since: float, until: float) -> int:
        """Return how many there were from one time to before another."""
        first, last = np.searchsorted(self.times, [since, until])
        return int(last - first)


def occurrences(tickets: Sequence[float] | Floats, since: float, until: float) -> Occurrences:
    """Return the occurrences that tickets report.

    Args:
        tickets: When they were opened, in seconds since 1970, in any order.
        since: From when on the unit is chosen by how many there are.
        until: Up to when: the fix. What comes later must not choose the unit by which it is judged.
    """
    ordered = np.sort(np.asarray(tickets, np.float64))
    days = _firsts(np.floor(ordered / DAY))
    inside = np.floor(ordered[days] / DAY)
    count = int(((ordered[days] >= since) & (ordered[days] < until)).sum()) if len(inside) else 0
    if count > _MOST_DAYS * max(1.0, (until - since) / DAY):
        starts = np.flatnonzero(np.diff(ordered, prepend=-np.inf) > GAP)
        return Occurrences(ordered[starts], are_episodes=True)
    return Occurrences(ordered[days], are_episodes=False)


def _firsts(days: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the place of the first ticket of each day."""
    return np.flatnonzero(np.diff(days, prepend=-np.inf) > 0)
