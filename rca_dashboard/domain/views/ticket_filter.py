"""Which tickets a list shows: a filter, and how it is written in a query string."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST_QUERY = 200
MOST_CHOICES = 20
LONGEST_CHOICE = 100
# Values of ``assigned_to`` that name no one.
ME = "me"
NO_ONE = "none"
TIMES = tuple(f"{field}_{side}" for field in ("opened", "resolved", "closed", "updated") for side in ("from", "to"))
# Beside a time; the end of today is the UTC day's, or with ``today:Europe/Berlin`` that zone's.
RELATIVE_DUE = ("1h", "4h", "today")
SINCE_LOOKED = ("any", "new", "escalated", "reassigned", "resolved")
_LONGEST_ZONE = 64
LONGEST_DUE = 80
MOST_DAYS = 36_500

# A value between commas. A backslash escapes a comma or a backslash, and is literal otherwise.
_VALUE = re.compile(r"(?:\\[\\,]|[^,])+")
_ESCAPED = re.compile(r"\\([\\,])")


class InvalidViewError(ValueError):
    """Raised for a query string with an invalid parameter; the text names it and says what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets to include. Within one field any of the values matches; all fields must match.

    Attributes:
        cmdb_ci: By sys_id only, as is ``problem``: a ticket's page links there.
        cluster: Ids of clusters; ``none`` is a ticket without one.
        burst: Ids of bursts: the tickets of their alarms.
        query: Words that must all occur in the number, a text or a name; never an encoded query.
        opened_from: The earliest time, inclusive.
        opened_to: The latest time, exclusive; ``resolved_…``, ``closed_…`` and ``updated_…`` likewise.
        age_min: Opened at least so many days of 24 h ago.
        age_max: Opened less than so many days ago.
        assigned_to: Names or sys_ids; ``me`` is the reader's ServiceNow user, ``none`` is no one.
        is_open: Only tickets that are still being worked on, or only others; None for both.
        due_before: Only tickets whose nearest SLA ends before that: a time, or one of ``RELATIVE_DUE``.
        breached: Only tickets with a breached SLA, or only others; None for both.
        unread: Only tickets that arrived since ``reader`` first came and that ``reader`` has not opened.
        since_looked: Only tickets that this happened to since ``reader`` last looked; one of ``SINCE_LOOKED``.
        reader: The user whose list it is, if that makes a difference; never read from an address (``View.for_reader``).
        me: The sys_id of the ServiceNow user that ``me`` stands for; likewise never read from an address.
    """

    status: tuple[str, ...] = ()
    priority: tuple[int, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    assignment_group: tuple[str, ...] = ()
    assigned_to: tuple[str, ...] = ()
    cmdb_ci: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    burst: tuple[str, ...] = ()
    query: str = ""
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    resolved_from: datetime | None = None
    resolved_to: datetime | None = None
    closed_from: datetime | None = None
    closed_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    age_min: int | None = None
    age_max: int | None = None
    is_open: bool | None = None
    due_before: str = ""
    breached: bool | None = None
    unread: bool = False
    since_looked: str = ""
    reader: str = ""
    me: str = ""

    @property
    def moves(self) -> bool:
        """Whether tickets come and go as time passes, without a change."""
        return is_relative_due(self.due_before) or self.age_min is not None or self.age_max is not None


def is_relative_due(text: str) -> bool:
    """Return whether a ``due_before`` moves with the clock."""
    name, _, zone = text.partition(":")
    return name in RELATIVE_DUE and (not zone or (name == "today" and _zone(zone) is not None))


def due_moment(text: str, now: datetime) -> datetime:
    """Return the time that a filter's ``due_before`` means now."""
    name, _, zone = text.partition(":")
    if name not in RELATIVE_DUE:
        return datetime.fromisoformat(text)
    if name != "today":
        return now + timedelta(hours=int(name.removesuffix("h")))
    here = now.astimezone((_zone(zone) if zone else None) or UTC)
    return datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo).astimezone(UTC)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if len(name) <= _LONGEST_ZONE else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def escaped(choice: str) -> str:
    """Return a value with its commas and backslashes escaped, as a parameter of several values holds it."""
    return choice.replace("\\", "\\\\").replace(",", "\\,")


def _choices(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    written = _VALUE.findall(query.get(name, ""))
    choices = {choice for each in written if (choice := _ESCAPED.sub(r"\1", each).strip())}
    if len(choices) > MOST_CHOICES or any(len(choice) > LONGEST_CHOICE for choice in choices):
        message = f"{name} takes at most {MOST_CHOICES} values of at most {LONGEST_CHOICE} characters"
        raise InvalidViewError(message)
    return tuple(sorted(choices))


def _priorities(query: Mapping[str, str]) -> tuple[int, ...]:
    choices = _choices(query, "priority")
    if any(choice not in {"1", "2", "3", "4", "5"} for choice in choices):
        message = f"priority must be a number from 1 to 5, or several, with commas; not {query['priority'][:40]!r}"
        raise InvalidViewError(message)
    return tuple(int(choice) for choice in choices)


def _moment(query: Mapping[str, str], name: str, *, ends_a_day: bool) -> datetime | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        if len(text) == len("2026-11-23"):
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day + timedelta(days=1) if ends_a_day else day
        # A "+" before an offset arrives as a space if the client did not escape it.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"{name} must be an ISO 8601 date or time: 2026-11-23 or 2026-11-23T08:00:00Z; not {text[:40]!r}"
        raise InvalidViewError(message) from error


def _yes_or_no(query: Mapping[str, str], name: str) -> bool | None:
    text = query.get(name, "")
    if text not in {"", "true", "false", "all"}:
        message = f"{name} must be true, false or all; not {text[:40]!r}"
        raise InvalidViewError(message)
    return {"true": True, "false": False}.get(text)


def _due_before(query: Mapping[str, str]) -> str:
    text = query.get("due_before", "")
    if not text or is_relative_due(text):
        return text
    moment = _moment(query, "due_before", ends_a_day=True)
    return moment.isoformat() if moment else ""


def _since_looked(query: Mapping[str, str]) -> str:
    text = query.get("since_looked", "")
    if text and text not in SINCE_LOOKED:
        message = f"since_looked must be one of {', '.join(SINCE_LOOKED)}; not {text[:40]!r}"
        raise InvalidViewError(message)
    return text


def _days(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_DAYS)) or int(text) > MOST_DAYS:
        message = f"{name} must be a whole number of days up to {MOST_DAYS}; not {text[:40]!r}"
        raise InvalidViewError(message)
    return int(text)


def _is_true(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "")
    if text not in {"", "true", "false"}:
        message = f"{name} must be true or false; not {text[:40]!r}"
        raise InvalidViewError(message)
    return text == "true"


def filter_of(query: Mapping[str, str]) -> TicketFilter:
    """Return the filter of a query string's parameters; unknown ones are ignored.

    Raises:
        InvalidViewError: If a value is invalid; the text says what is allowed.
    """
    words = " ".join(query.get("query", "").split())
    if len(words) > LONGEST_QUERY:
        message = f"query takes at most {LONGEST_QUERY} characters"
        raise InvalidViewError(message)
    return TicketFilter(
        status=_choices(query, "status"),
        priority=_priorities(query),
        category=_choices(query, "category"),
        source=_choices(query, "source"),
        table=_choices(query, "table"),
        assignment_group=_choices(query, "assignment_group"),
        assigned_to=_choices(query, "assigned_to"),
        cmdb_ci=_choices(query, "cmdb_ci"),
        problem=_choices(query, "problem"),
        cluster=_choices(query, "cluster"),
        burst=_choices(query, "burst"),
        query=words,
        opened_from=_moment(query, "opened_from", ends_a_day=False),
        opened_to=_moment(query, "opened_to", ends_a_day=True),
        resolved_from=_moment(query, "resolved_from", ends_a_day=False),
        resolved_to=_moment(query, "resolved_to", ends_a_day=True),
        closed_from=_moment(query, "closed_from", ends_a_day=False),
        closed_to=_moment(query, "closed_to", ends_a_day=True),
        updated_from=_moment(query, "updated_from", ends_a_day=False),
        updated_to=_moment(query, "updated_to", ends_a_day=True),
        age_min=_days(query, "age_min"),
        age_max=_days(query, "age_max"),
        is_open=_yes_or_no(query, "is_open"),
        due_before=_due_before(query),
        breached=_yes_or_no(query, "breached"),
        unread=_is_true(query, "unread"),
        since_looked=_since_looked(query),
    )
