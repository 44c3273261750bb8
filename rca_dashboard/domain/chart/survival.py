"""How long tickets take, with those that are still open: the estimator of Kaplan and Meier (1958).

A mean or a median of the closed ones alone is too short: those that take long are still open, and not in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waited:
    """So many tickets that have waited so long.

    Attributes:
        seconds: From the beginning to the end, or to now.
        count: How many.
        has_ended: False for those that still wait.
    """

    seconds: float
    count: int
    has_ended: bool


def quantiles(waited: Iterable[Waited], shares: Iterable[float]) -> tuple[float | None, ...]:
    """Return the times by which these shares of tickets have ended; None where so many have not ended yet.

    Args:
        waited: Ended and waiting tickets, in any order.
        shares: Each between 0 and 1, such as 0.5 for the median.
    """
    ended: dict[float, int] = {}
    left: dict[float, int] = {}
    for each in waited:
        left[each.seconds] = left.get(each.seconds, 0) + each.count
        if each.has_ended:
            ended[each.seconds] = ended.get(each.seconds, 0) + each.count
    at_risk = sum(left.values())
    wanted = sorted((share, place) for place, share in enumerate(shares))
    found: list[float | None] = [None] * len(wanted)
    waiting = 1.0
    for seconds in sorted(left):
        if events := ended.get(seconds, 0):
            waiting *= 1 - events / at_risk
        # The product of many quotients misses 1/2 by a rounding error.
        while wanted and 1 - waiting >= wanted[0][0] - 1e-12:
            found[wanted.pop(0)[1]] = seconds
        at_risk -= left[seconds]
    return tuple(found)
