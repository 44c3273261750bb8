"""Cron texts, as crontab(5) reads them and APScheduler does not.

APScheduler's ``CronTrigger.from_crontab`` refuses six fields, counts weekday 1 as Tuesday and rejects 7. Its weekday
names are right everywhere, so that weekdays are handed over by name. Where both a day of the month and a weekday are
given, both must hold (crontab(5) takes either).
"""

import re
from datetime import UTC, datetime
from typing import Protocol, cast

from apscheduler.triggers.cron import CronTrigger  # pyright: ignore[reportMissingTypeStubs]

from rca_dashboard.clock import utc_now

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAYS_IN_A_WEEK = 7
_FIELDS = 6
_WEEKDAY_RANGE = re.compile(r"(?P<first>\*|[a-z]{3}|[0-7])(-(?P<last>[a-z]{3}|[0-7]))?(/(?P<step>[1-9][0-9]?))?")
_ALLOWED = (
    "allowed is a cron in UTC of five fields, or six with seconds first, such as */1 * * * * (every minute) "
    "or 0 9 * * 1 (Mondays at nine)"
)


class Trigger(Protocol):
    """What of APScheduler's trigger is used."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """Return the next time to fire after ``previous_fire_time``, at or after ``now``."""
        ...


def cron_trigger(text: str) -> CronTrigger:
    """Return the trigger of a cron in UTC.

    Args:
        text: Five fields (minute, hour, day, month, weekday), or six with seconds first. Weekday 0 and 7 are Sunday.

    Raises:
        ValueError: For text that is no cron, or one that never comes true (30 February); it says what is allowed.
    """
    parts = text.lower().split()
    if len(parts) == _FIELDS - 1:
        parts = ["0", *parts]
    if len(parts) != _FIELDS:
        raise ValueError(_ALLOWED)
    second, minute, hour, day, month, weekday = parts
    try:
        trigger = CronTrigger(
            second=second,
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=_weekdays(weekday),
            timezone=UTC,
        )
    except (ValueError, TypeError):
        raise ValueError(_ALLOWED) from None
    if cast("Trigger", trigger).get_next_fire_time(None, utc_now()) is None:
        raise ValueError(f"no such time ever comes; {_ALLOWED}")
    return trigger


def seconds_between(trigger: CronTrigger, now: datetime) -> float:
    """Return the seconds between the next two times that the trigger fires; infinity where it fires once."""
    fires = cast("Trigger", trigger)
    first = fires.get_next_fire_time(None, now)
    second = fires.get_next_fire_time(first, first) if first else None
    return (second - first).total_seconds() if first and second else float("inf")


def _weekdays(text: str) -> str:
    """Return cron's weekdays as names with commas.

    Raises:
        ValueError: For what is no weekday.
    """
    days = sorted({day for part in text.split(",") for day in _weekday_range(part)})
    return ",".join(_WEEKDAYS[day] for day in days)


def _weekday_range(text: str) -> list[int]:
    match = _WEEKDAY_RANGE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    first = 0 if match["first"] == "*" else _weekday(match["first"])
    if match["last"]:
        last = _weekday(match["last"])
    else:
        # As in Vixie's cron, 2/3 runs on to the end; without a step it is the day alone.
        last = _DAYS_IN_A_WEEK - 1 if match["first"] == "*" or match["step"] else first
    if last < first and match["last"] in {"0", "7", "sun"}:
        last = _DAYS_IN_A_WEEK
    if last < first or (match["first"] == "*" and match["last"]):
        raise ValueError(text)
    return [day % _DAYS_IN_A_WEEK for day in range(first, last + 1, int(match["step"] or 1))]


def _weekday(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _WEEKDAYS.index(text)
