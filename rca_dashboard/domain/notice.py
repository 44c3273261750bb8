"""Notices: what a person is told in a toast, and later in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rca_dashboard.domain.change import Change, ChangeType, Origin
from rca_dashboard.domain.poll import PollerHealth


class NoticeLevel(StrEnum):
    """How a notice looks; the values are Sonner's own toast types."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told once.

    Attributes:
        subject: What it is about; a newer notice of the same subject takes the older one's place on the screen.
        id: Rises with time, so that a browser knows which it has shown; 0 until the board numbers it.
    """

    subject: str
    level: NoticeLevel
    title: str
    text: str = ""
    id: int = 0


CRITICAL = 1
MOST_NAMED = 3


def critical_arrivals(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Give the new tickets of priority 1 among the changes; an import's rows are history and nobody's news."""
    return tuple(
        change
        for change in changes
        if change.type is ChangeType.NEW
        and change.origin is not Origin.IMPORT
        and change.changes.get("priority", (None, None))[1] == CRITICAL
    )


def critical_notice(arrivals: Sequence[Change]) -> Notice:
    """Tell of new critical tickets: one notice, however many they are.

    Args:
        arrivals: At least one, oldest first.
    """
    newest = arrivals[-1]
    if len(arrivals) == 1:
        text = str(newest.changes.get("short_description", (None, ""))[1] or "")
        return Notice("critical", NoticeLevel.WARNING, f"New critical ticket {newest.ticket_id}", text[:200])
    numbers = ", ".join(change.ticket_id for change in arrivals[:MOST_NAMED])
    rest = f" and {len(arrivals) - MOST_NAMED} more" if len(arrivals) > MOST_NAMED else ""
    return Notice("critical", NoticeLevel.WARNING, f"{len(arrivals)} new critical tickets", f"{numbers}{rest}")


def health_notice(before: str, after: str, error: str) -> Notice | None:
    """Tell of a poll that begins to fail or is well again; None where nothing of that kind happened.

    Args:
        before: The ``PollerHealth`` that was last told.
        after: The one now.
        error: The outage's sentence for a person.
    """
    if before != PollerHealth.FAILING and after == PollerHealth.FAILING:
        return Notice("poll", NoticeLevel.ERROR, "ServiceNow cannot be read", error)
    if before == PollerHealth.FAILING and after == PollerHealth.OK:
        return Notice("poll", NoticeLevel.SUCCESS, "ServiceNow answers again", "What was missed is being read.")
    return None
