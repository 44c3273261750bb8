"""When it can be known: looks are planned at the fix, since whoever looks every day finds a fall sooner or later."""

from dataclasses import dataclass
from math import ceil, exp, log

WEEK = 7 * 86_400.0
# In so many fixes that changed nothing each of the two looks may be wrong: in 5 % together. Little can be seen at the
# first. With a quarter of a year before it, a fall of 80 % at five a week is found within three weeks in 84 % of 1,000
# simulations, and in 79 % with 2.5 % at each look; with half a year in 93 and 88 %.
ERRORS = (0.01, 0.04)
LOOKS = len(ERRORS)
# Planned is for a surprise of 2.5 %: the end comes rather late than early.
_PLANNED_ERROR = 0.025
# Within two weeks hardly two of three such falls are found.
_LEAST_WEEKS = 3
MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Plan:
    """The planned looks.

    Attributes:
        fixed: When it was fixed, in seconds since 1970.
        weeks: How long is watched; None where nobody could know within a year.
        weekly: How many a week there were before.
    """

    fixed: float
    weeks: int | None
    weekly: float

    @property
    def looks(self) -> tuple[float, ...]:
        """When is looked: after half of the time and at its end."""
        return () if self.weeks is None else tuple(self.fixed + self.weeks * WEEK * part / LOOKS for part in (1, 2))

    @property
    def ends(self) -> float | None:
        """When it can be known."""
        return None if self.weeks is None else self.looks[-1]


def plan(fixed: float, before: int, seconds: float) -> Plan:
    """Return when to look: at the end, none at all would be fewer than chance brings.

    Args:
        fixed: When it was fixed.
        before: How many occurrences there were before.
        seconds: In how long a time.
    """
    weeks = max(seconds / WEEK, 1e-9)
    weekly = before / weeks
    if not before:
        return Plan(fixed, None, 0.0)
    # Mid-p of none among ``before``: ((before's share of the time) ** before) / 2.
    share = exp(log(2 * _PLANNED_ERROR) / before)
    needed = weeks * (1 - share) / share
    whole = max(_LEAST_WEEKS, ceil(needed - 1e-9))
    return Plan(fixed, whole if whole <= MOST_WEEKS else None, weekly)
