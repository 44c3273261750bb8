"""The company's service levels: for each priority, until when someone takes a task and until when it is resolved.

A schedule says when their time runs: around the clock for urgent tasks, on working days for the others.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

OPENS, CLOSES = time(8), time(18)
_SATURDAY = 5
AROUND_THE_CLOCK, WORKING_HOURS = "24 x 7", "8-18 weekdays"
RESPONSE, RESOLUTION = "response", "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """A definition (``contract_sla``).

    Attributes:
        target: ``response`` ends when someone takes the task, ``resolution`` when it is resolved.
        schedule: When its time runs.
    """

    name: str
    priority: str
    target: str
    duration: timedelta
    schedule: str

    def end(self, start: datetime, used: timedelta = timedelta()) -> datetime:
        """Return when its time is over, if it runs from ``start`` on and ``used`` of it is gone already."""
        return end_of(start, self.duration - used, self.schedule)


def _level(priority: str, target: str, words: str, duration: timedelta) -> ServiceLevel:
    schedule = AROUND_THE_CLOCK if priority in {"1", "2"} else WORKING_HOURS
    name = f"Priority {priority} {target} ({words})"
    return ServiceLevel(name=name, priority=priority, target=target, duration=duration, schedule=schedule)


SERVICE_LEVELS = (
    _level("1", RESPONSE, "15 minutes", timedelta(minutes=15)),
    _level("2", RESPONSE, "30 minutes", timedelta(minutes=30)),
    _level("3", RESPONSE, "2 hours", timedelta(hours=2)),
    _level("1", RESOLUTION, "4 hours", timedelta(hours=4)),
    _level("2", RESOLUTION, "8 hours", timedelta(hours=8)),
    _level("3", RESOLUTION, "1 day", timedelta(hours=10)),
    _level("4", RESOLUTION, "3 days", timedelta(hours=30)),
    _level("5", RESOLUTION, "5 days", timedelta(hours=50)),
)


def is_working(moment: datetime) -> bool:
    """Return whether a moment is within working hours."""
    return moment.weekday() < _SATURDAY and OPENS <= moment.time() < CLOSES


def end_of(start: datetime, duration: timedelta, schedule: str) -> datetime:
    """Return when a duration is over that runs from a moment on, in the times of a schedule."""
    if schedule == AROUND_THE_CLOCK or duration <= timedelta():
        return start + duration
    at, left = start, duration
    while True:
        if not is_working(at):
            at = _next_opening(at)
        closing = datetime.combine(at.date(), CLOSES, at.tzinfo)
        if at + left <= closing:
            return at + left
        left -= closing - at
        at = closing


def _next_opening(at: datetime) -> datetime:
    day = at.date() if at.time() < OPENS else at.date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, at.tzinfo)
