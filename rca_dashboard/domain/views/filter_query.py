"""A filter in a query string: read from its parameters, with what is invalid refused."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from rca_dashboard.domain.views.hour_of_week import hour_of_week
from rca_dashboard.domain.views.ticket_filter import (
    LONGEST_CHOICE,
    LONGEST_QUERY,
    MOST_CHOICES,
    MOST_DAYS,
    SINCE_LOOKED,
    SLA_RESULTS,
    InvalidViewError,
    TicketFilter,
    is_relative_due,
)

# A value between commas. A backslash escapes a comma or a backslash, and is literal otherwise.
_VALUE = re.compile(r"(?:\\[\\,]|[^,])+")
_ESCAPED = re.compile(r"\\([\\,])")


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


def _one_of(query: Mapping[str, str], name: str, allowed: Sequence[str]) -> str:
    text = query.get(name, "")
    if text and text not in allowed:
        message = f"{name} must be one of {', '.join(allowed)}; not {text[:40]!r}"
        raise InvalidViewError(message)
    return text


def _whole_number(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_DAYS)) or int(text) > MOST_DAYS:
        message = f"{name} must be a whole number up to {MOST_DAYS}; not {text[:40]!r}"
        raise InvalidViewError(message)
    return int(text)


def _hour_of_week(query: Mapping[str, str]) -> str:
    text = query.get("hour_of_week", "")
    hour = hour_of_week(text)
    if text and hour is None:
        message = f"hour_of_week must be a day and an hour such as mon-09 or mon-09:Europe/Berlin; not {text[:40]!r}"
        raise InvalidViewError(message)
    return str(hour or "")


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
        location=_choices(query, "location"),
        requester=_choices(query, "requester"),
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
        age_min=_whole_number(query, "age_min"),
        age_max=_whole_number(query, "age_max"),
        is_open=_yes_or_no(query, "is_open"),
        due_before=_due_before(query),
        breached=_yes_or_no(query, "breached"),
        unread=_is_true(query, "unread"),
        since_looked=_one_of(query, "since_looked", SINCE_LOOKED),
        sla=_one_of(query, "sla", SLA_RESULTS),
        reassigned_min=_whole_number(query, "reassigned_min"),
        reassigned_max=_whole_number(query, "reassigned_max"),
        hour_of_week=_hour_of_week(query),
    )
