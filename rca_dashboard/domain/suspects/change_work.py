"""When a change's work was done: ``work_end``, else ``end_date``, else ``closed_at``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.json_types import Json

_ENDS = ("work_end", "end_date")
_STARTS = ("work_start", "start_date")
# A cancelled change that nobody began to work on broke nothing; ServiceNow closes it all the same.
CANCELED = "4"


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a change.

    Attributes:
        started_at: When it began, by ``work_start``, else ``start_date``; None if unknown.
        ended_at: When it ended; None if it has not, or if no field says so.
        ended_by: The field that says when it ended; empty if none does.
    """

    started_at: datetime | None
    ended_at: datetime | None
    ended_by: str = ""


def work_of(extra: Mapping[str, Json], closed_at: datetime | None, state: str = "") -> Work | None:
    """Return the work of a change, or None for one that was cancelled before it began.

    Args:
        extra: The change's fields by ServiceNow's names.
        closed_at: When it was closed.
        state: ServiceNow's value of its state.
    """
    if state == CANCELED and not any(_time(extra.get(name)) for name in ("work_start", "work_end")):
        return None
    started = next((found for name in _STARTS if (found := _time(extra.get(name)))), None)
    for name in _ENDS:
        if found := _time(extra.get(name)):
            return Work(started, found, name)
    return Work(started, closed_at, "closed_at" if closed_at else "")


def _time(given: Json) -> datetime | None:
    """Return a time as ServiceNow's values write it, in UTC without a zone; None where the value is none."""
    text = given.get("value") if isinstance(given, Mapping) else given
    if not isinstance(text, str):
        return None
    try:
        found = from_iso(text.strip())
    except ValueError:
        return None
    return found.astimezone(UTC) if found else None
