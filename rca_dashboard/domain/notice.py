"""Notices: what a person is told in a toast, and later in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rca_dashboard.domain.change import Change, ChangeType, Origin


class NoticeLevel(StrEnum):
    """How a notice looks; the values are Sonner's own toast types."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told once. ``id`` rises with time, so that a browser knows which it has shown."""

    id: int
    level: NoticeLevel
    title: str
    text: str = ""


def notice_of_changes(changes: Sequence[Change]) -> Notice | None:
    """Tell of the new critical tickets among what changed together: one notice, however many they are.

    An import's rows are history and tell nobody anything.
    """
    critical = [
        change
        for change in changes
        if change.type is ChangeType.NEW
        and change.origin is not Origin.IMPORT
        and change.changes.get("priority", (None, None))[1] == 1
    ]
    if not critical:
        return None
    newest = critical[-1]
    if len(critical) == 1:
        text = str(newest.changes.get("short_description", (None, ""))[1] or "")
        return Notice(newest.seq, NoticeLevel.WARNING, f"New critical ticket {newest.ticket_id}", text[:200])
    numbers = ", ".join(change.ticket_id for change in critical[:3])
    rest = f" and {len(critical) - 3} more" if len(critical) > 3 else ""  # noqa: PLR2004 - as many as are named
    return Notice(newest.seq, NoticeLevel.WARNING, f"{len(critical)} new critical tickets", f"{numbers}{rest}")
