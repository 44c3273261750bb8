"""The desk's day and week: offices around the world, so that nights are quieter and never still."""

from bisect import bisect
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

_HOURS = (
    *(0.55, 0.5, 0.5, 0.55, 0.6, 0.7, 0.9, 1.2, 1.5, 1.6, 1.5, 1.35),
    *(1.2, 1.35, 1.5, 1.5, 1.4, 1.2, 1.0, 0.85, 0.75, 0.7, 0.65, 0.6),
)
"""How busy each hour of a working day is, in UTC; 1 on average."""

_WEEKDAYS = (1.3, 1.2, 1.15, 1.15, 1.0, 0.6, 0.6)
"""How busy each day is, from Monday; 1 on average."""

_HOUR = timedelta(hours=1)


def busyness(moment: datetime) -> float:
    """Return how busy the desk is at a time; 1 on average over the week."""
    return _HOURS[moment.hour] * _WEEKDAYS[moment.weekday()]


def times_between(start: datetime, end: datetime, count: int, random: Random) -> list[datetime]:
    """Return random times, ascending and to the second, more of them when the desk is busy."""
    hours = int((end - start) / _HOUR)
    bounds = list(accumulate(busyness(start + _HOUR * hour) for hour in range(hours)))
    drawn = (bisect(bounds, random.random() * bounds[-1]) for _ in range(count))
    return sorted(start + _HOUR * min(hour, hours - 1) + timedelta(seconds=random.randrange(3600)) for hour in drawn)
