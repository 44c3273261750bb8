"""Weeks by their ISO names, such as ``2026-W48``; they begin on Monday, in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

NAME_PATTERN = r"\d{4}-W\d{2}"
_FIRST = datetime(2000, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WeekSpan:
    """A week; ``until`` is the current time while the week runs, and ``following`` is then empty."""

    name: str
    since: datetime
    until: datetime
    previous: str
    following: str

    @property
    def days(self) -> str:
        """Return its first and last day in words."""
        last = self.since + timedelta(days=6)
        return f"{self.since:%Y-%m-%d} to {last:%Y-%m-%d}"


def week_of(moment: datetime, now: datetime) -> WeekSpan:
    """Return the week of a time; the current one for a time to come, the first of 2000 for an earlier one."""
    moment = max(_FIRST, min(moment, now)).astimezone(UTC)
    since = datetime(moment.year, moment.month, moment.day, tzinfo=UTC) - timedelta(days=moment.weekday())
    end = since + timedelta(days=7)
    return WeekSpan(
        name=_name(since),
        since=since,
        until=min(end, now),
        previous=_name(since - timedelta(days=7)) if since > _FIRST else "",
        following=_name(end) if end <= now else "",
    )


def week_named(name: str, now: datetime) -> WeekSpan | None:
    """Return the week with a name, or None if there is no such week; an empty name is the current week's."""
    if not name:
        return week_of(now, now)
    if not re.fullmatch(NAME_PATTERN, name):
        return None
    try:
        monday = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
    except ValueError:
        return None
    return week_of(datetime(monday.year, monday.month, monday.day, tzinfo=UTC), now)


def _name(moment: datetime) -> str:
    year, week, _ = moment.isocalendar()
    return f"{year:04}-W{week:02}"
