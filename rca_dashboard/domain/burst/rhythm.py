"""What is usual: how many tickets of a key come in each hour of the week, the last weeks counting most."""

from dataclasses import dataclass, field
from math import floor

import numpy as np

from rca_dashboard.domain.likeness.worth import Floats

HOUR = 3_600
WEEK = 168 * HOUR
HALF_LIFE_WEEKS = 4.0
_FADE = 0.5 ** (1 / HALF_LIFE_WEEKS)
# A key with some tickets a week says little about each of its 168 hours: this many weeks of what its total and the
# desk's own week would give are mixed in.
_ASSUMED_WEEKS = 32.0
# A key's own hour shares with its neighbours, since people begin their day a little earlier or later.
_NEIGHBOURS = ((-1, 0.25), (0, 0.5), (1, 0.25))


@dataclass(slots=True)
class Rhythm:
    """The weighted counts of one key by hour of the week.

    Attributes:
        since: When the first ticket came, in seconds since 1970.
        counts: For each hour of the week, weighted by age.
        week: The week up to which ``counts`` are faded.
        weeks: The weighted number of weeks that ``counts`` cover.
        hour: The present hour, whose tickets are not in ``counts`` yet.
        in_hour: How many came in it.
    """

    since: int
    counts: Floats = field(default_factory=lambda: np.zeros(168))
    week: int = 0
    weeks: float = 0.0
    hour: int = 0
    in_hour: int = 0

    def __post_init__(self) -> None:
        """Begin with the hour of the first ticket."""
        self.hour = self.since // HOUR
        self.week = self.hour // 168

    def add(self, second: int) -> None:
        """Count a ticket; one that comes late counts for the present hour."""
        self.advance(second)
        self.in_hour += 1

    def advance(self, second: int) -> None:
        """Close the hours before a time."""
        hour = second // HOUR
        if hour > self.hour:
            self.counts[self.hour % 168] += self.in_hour
            self.hour, self.in_hour = hour, 0
            passed = hour // 168 - self.week
            if passed > 0:
                fade = _FADE**passed
                self.counts *= fade
                self.weeks = self.weeks * fade + sum(_FADE**age for age in range(1, min(passed, 60) + 1))
                self.week = hour // 168

    @property
    def weekly(self) -> float:
        """How many a week brings."""
        return float(self.counts.sum()) / max(self.weeks, 1.0)

    def hourly(self, hour: int, desk: "Rhythm") -> float:
        """Return how many an hour of the week is expected to bring."""
        own = sum(share * float(self.counts[(hour + step) % 168]) for step, share in _NEIGHBOURS)
        total = float(desk.counts.sum())
        of_week = float(desk.counts[hour % 168]) / total if total else 1 / 168
        return (own + _ASSUMED_WEEKS * self.weekly * of_week) / (max(self.weeks, 1.0) + _ASSUMED_WEEKS)

    def expected(self, start: int, end: int, desk: "Rhythm") -> float:
        """Return how many are expected between two times, in seconds since 1970."""
        total = 0.0
        for hour in range(start // HOUR, floor((end - 1) / HOUR) + 1):
            seconds = min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)
            total += seconds / HOUR * self.hourly(hour, desk)
        return total
