"""An hour of the week in a zone, as a filter: ``mon-09``, or ``mon-09:Europe/Berlin``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = 168
LONGEST_ZONE = 64
_FORM = re.compile(rf"({'|'.join(DAYS)})-([01]\d|2[0-3])(?::(.+))?")
# Before it an instance has no tickets; after it clocks change by rules that may change.
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """An hour of the week: 0 is the first of Monday."""

    hour: int
    zone: str = "UTC"

    def __str__(self) -> str:
        """Return it as an address holds it."""
        return f"{DAYS[self.hour // 24]}-{self.hour % 24:02}" + ("" if self.zone == "UTC" else f":{self.zone}")


def hour_of_week(text: str) -> HourOfWeek | None:
    """Return the hour that a text means; None if it means none."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    day, hour, zone = found.groups()
    if zone is not None and zone_named(zone) is None:
        return None
    return HourOfWeek(DAYS.index(day) * 24 + int(hour), zone or "UTC")


def zone_named(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name; None if there is none."""
    try:
        return ZoneInfo(name) if len(name) <= LONGEST_ZONE else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=64)
def offsets(zone: tzinfo) -> tuple[tuple[datetime, timedelta], ...]:
    """Return from when on a zone's clocks are how far ahead of UTC, the newest first; the last also holds before."""
    return tuple(_changes(zone))[::-1]


def _changes(zone: tzinfo) -> Iterator[tuple[datetime, timedelta]]:
    known, step = _offset(zone, _FIRST), timedelta(days=7)
    yield _FIRST, known
    moment = _FIRST
    while moment < _LAST:
        if _offset(zone, moment + step) != known:
            moment = _change_between(zone, moment, moment + step)
            known = _offset(zone, moment)
            yield moment, known
        else:
            moment += step


def _change_between(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """Return the second of the first change between two times."""
    known = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == known else (before, middle)
    return after


def _offset(zone: tzinfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
