"""Periods of time: hours, days or weeks of a zone, across its changes of the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum


class Unit(StrEnum):
    """The length of a period."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


# More bars than this cannot be told apart on a page of 1,440 pixels.
MOST_PERIODS = 400
_LONGEST_IN_HOURS = timedelta(days=4)
_LONGEST_IN_DAYS = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Period:
    """A period, from ``start`` to ``end`` (exclusive), both in UTC."""

    start: datetime
    end: datetime
    label: str


def unit_of(span: timedelta) -> Unit:
    """Return the unit in which a span is counted."""
    if span <= _LONGEST_IN_HOURS:
        return Unit.HOUR
    return Unit.DAY if span <= _LONGEST_IN_DAYS else Unit.WEEK


def periods(start: datetime, end: datetime, unit: Unit, zone: tzinfo) -> Iterator[Period]:
    """Yield the periods that a span touches, oldest first; at most ``MOST_PERIODS``, the newest.

    A day is one of the zone: 23 or 25 hours long where the clock changes. Weeks begin on Monday, as in ISO 8601.
    """
    longest = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(weeks=1)}[unit]
    begin = _floor(max(start, end - MOST_PERIODS * longest), unit, zone)
    while begin < end:
        after = _next(begin, unit, zone)
        yield Period(begin, after, _label(begin.astimezone(zone), unit))
        begin = after


def _floor(moment: datetime, unit: Unit, zone: tzinfo) -> datetime:
    here = moment.astimezone(zone)
    if unit is Unit.HOUR:
        # An hour is one of the clock, also in zones that are half an hour apart, and also when it comes twice.
        return (here.replace(minute=0, second=0, microsecond=0)).astimezone(UTC)
    day = here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit is Unit.WEEK:
        day -= timedelta(days=day.weekday())
    return day.astimezone(UTC)


def _next(begin: datetime, unit: Unit, zone: tzinfo) -> datetime:
    if unit is Unit.HOUR:
        return begin + timedelta(hours=1)
    # In the zone's own days, so that a change of the clock moves no boundary; 12 h more never skips a day.
    days = 1 if unit is Unit.DAY else 7
    return _floor(begin + timedelta(days=days, hours=12 if unit is Unit.DAY else 36), unit, zone)


def _label(here: datetime, unit: Unit) -> str:
    return here.strftime("%Y-%m-%d %H:%M") if unit is Unit.HOUR else here.strftime("%Y-%m-%d")
