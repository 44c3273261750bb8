"""Times in queries: in the account's zone, as a script, or relative to now. All become UTC literals.

Source: ServiceNow's documentation of its date operators; a span's day is ``dayofweek`` in an encoded query.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.queries.conditions import time_literal
from rca_dashboard.simulator.queries.encoded_query import Condition, EncodedQuery
from rca_dashboard.simulator.queries.schema import is_time

_SCRIPT = re.compile(r"""javascript:gs\.(\w+)\(([^)]*)\)""")
_RELATIVE = re.compile(r"@(minute|hour|dayofweek|week)@(ago|ahead)@(\d{1,6})")
_RELATIVE_OPERATORS = {"RELATIVEGE": ">=", "RELATIVEGT": ">", "RELATIVELE": "<=", "RELATIVELT": "<"}
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "dayofweek": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_DAYS = {"Today": 0, "Yesterday": 1, "Tomorrow": -1}


class QueryTimes:
    """Resolves the times of queries that an account sends at one moment."""

    def __init__(self, now: datetime, zone: tzinfo = UTC) -> None:
        self._now = now
        self._zone = zone

    def resolved(self, query: EncodedQuery) -> EncodedQuery:
        """Return the query with its times in UTC. Anything that is not a time is kept, and selects nothing."""
        return query.mapped(self._condition)

    def _condition(self, condition: Condition) -> Condition:
        if not is_time(condition.field):
            return condition
        if condition.operator in _RELATIVE_OPERATORS:
            return self._relative(condition)
        operator, value = condition.operator, condition.value
        if operator in {"ON", "NOTON"}:
            operator = "BETWEEN" if operator == "ON" else "NOT BETWEEN"
            value = self._ends_of_day(value)
        return Condition(condition.field, operator, "@".join(map(self._time, value.split("@"))))

    def _relative(self, condition: Condition) -> Condition:
        matched = _RELATIVE.fullmatch(condition.value)
        if not matched:
            return condition
        span = _UNITS[matched[1]] * int(matched[3])
        time = self._now - span if matched[2] == "ago" else self._now + span
        return Condition(condition.field, _RELATIVE_OPERATORS[condition.operator], to_text(time))

    def _ends_of_day(self, value: str) -> str:
        """Return both ends, less the label: ``Today@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()``."""
        label, _, ends = value.partition("@")
        return ends or f"{label} 00:00:00@{label} 23:59:59"

    def _time(self, text: str) -> str:
        if matched := _SCRIPT.fullmatch(text):
            return self._script(matched[1], [part.strip(" '\"") for part in matched[2].split(",") if part.strip()])
        literal = time_literal(text)
        if literal is None:
            return text
        try:
            return to_text(datetime.fromisoformat(literal).replace(tzinfo=self._zone))
        except (ValueError, OverflowError):
            return "no time"

    def _script(self, name: str, arguments: list[str]) -> str:
        if name == "dateGenerate":
            return self._time(" ".join(arguments))
        if matched := re.fullmatch(r"(beginning|end)Of(Today|Yesterday|Tomorrow)", name):
            return self._day(_DAYS[matched[2]], is_end=matched[1] == "end")
        count = int(arguments[0]) if arguments and re.fullmatch(r"-?\d{1,6}", arguments[0]) else 0
        spans: dict[str, Callable[[], str]] = {
            "nowDateTime": lambda: to_text(self._now),
            "minutesAgo": lambda: to_text(self._now - timedelta(minutes=count)),
            "minutesAgoStart": lambda: to_text((self._now - timedelta(minutes=count)).replace(second=0)),
            "hoursAgo": lambda: to_text(self._now - timedelta(hours=count)),
            "hoursAgoStart": lambda: to_text((self._now - timedelta(hours=count)).replace(minute=0, second=0)),
            "daysAgo": lambda: to_text(self._now - timedelta(days=count)),
            "daysAgoStart": lambda: self._day(count, is_end=False),
            "daysAgoEnd": lambda: self._day(count, is_end=True),
        }
        return spans[name]() if name in spans else "no time"

    def _day(self, days_ago: int, *, is_end: bool) -> str:
        """Return the first or the last second of a day in the account's zone."""
        day = self._now.astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        begin = day - days_ago * _DAY
        if is_end:
            return to_text((begin + _DAY).replace(tzinfo=self._zone) - _SECOND)
        return to_text(begin.replace(tzinfo=self._zone))
