"""Notices: toasts for every open page, which are not stored.

A notice goes to every open page, a notification (``domain.notification``) to one user's list:

- a toast only: the connection lost and restored, and all new tickets of a poll ("3 new tickets"); users who have chosen
  tables, groups, categories or sources get toasts of the notifications about those only;
- a notification only: nothing; each is also a toast, or joins the toast of the same poll, while a page is open;
- both: a poll that fails and recovers, for users who want polling in the list; new tickets that match the user's rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.domain.tickets.priority import Priority


class NoticeLevel(StrEnum):
    """How a notice looks; the values are Sonner's own toast types."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One toast.

    Attributes:
        subject: What it is about; a newer notice of the same subject replaces the older one on the screen.
        id: Rises with time, so that a browser knows which it has shown; 0 until the notice board numbers it.
    """

    subject: str
    level: NoticeLevel
    title: str
    text: str = ""
    id: int = 0


MOST_NAMED = 3
_LONGEST_TEXT = 200
ARRIVALS = "arrivals"


def arrivals(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the new tickets among the changes; rows of an import are history and left out."""
    return tuple(change for change in changes if change.type is ChangeType.NEW and change.origin is not Origin.IMPORT)


def arrivals_notice(arrived: Sequence[Change]) -> Notice:
    """Return one notice of all new tickets, with critical ones first.

    Args:
        arrived: At least one, oldest first.
    """
    critical = [change for change in arrived if _new(change, "priority") == Priority.CRITICAL]
    if not critical:
        return _summary(arrived, "new ticket", NoticeLevel.INFO)
    notice = _summary(critical, "new critical ticket", NoticeLevel.WARNING)
    in_all = f"{len(arrived)} new tickets in total" if len(arrived) > len(critical) else ""
    return replace(notice, text="; ".join(filter(None, (notice.text, in_all))))


def _summary(arrived: Sequence[Change], kind: str, level: NoticeLevel) -> Notice:
    if len(arrived) == 1:
        text = str(_new(arrived[0], "short_description") or "")
        return Notice(ARRIVALS, level, f"{kind.capitalize()} {arrived[0].ticket_id}", shortened(text, _LONGEST_TEXT))
    numbers = ", ".join(change.ticket_id for change in arrived[:MOST_NAMED])
    rest = f" and {len(arrived) - MOST_NAMED} more" if len(arrived) > MOST_NAMED else ""
    return Notice(ARRIVALS, level, f"{len(arrived)} {kind}s", f"{numbers}{rest}")


def _new(change: Change, name: str) -> Json:
    return change.changes.get(name, (None, None))[1]


def health_notice(before: str, after: str, error: str) -> Notice | None:
    """Return a notice if polling has started to fail or has recovered, else None.

    Args:
        before: The ``PollerHealth`` that was last reported.
        after: The current one.
        error: The outage in one sentence for people.
    """
    if before != PollerHealth.FAILING and after == PollerHealth.FAILING:
        return Notice("poll", NoticeLevel.ERROR, "Cannot read from ServiceNow", error)
    if before == PollerHealth.FAILING and after == PollerHealth.OK:
        return Notice("poll", NoticeLevel.SUCCESS, "ServiceNow is available again", "Catching up on missed changes.")
    return None
