"""The part ``searched`` beside ``data``: what an answer of the insight rests on."""

from datetime import UTC, datetime

from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json


def success_searched(data: list[Json], *, n: int, since: int, left_out: str) -> JsonAnswer:
    """Return a response with what was searched for it.

    Args:
        data: The items.
        n: How many tickets were looked at.
        since: When the oldest of them was opened, in seconds since 1970; 0 if there is none.
        left_out: What was not looked at, for people.
    """
    searched: dict[str, Json] = {"n": n, "since": _time(since), "left_out": left_out}
    return JsonAnswer({"success": True, "data": data, "searched": searched})


def _time(seconds: int) -> str | None:
    return to_iso(datetime.fromtimestamp(seconds, UTC)) if seconds else None
