"""What charts count of a ticket beside its fields: how long it took, and how often it was reassigned."""

from collections.abc import Mapping

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.ticket import Ticket

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
# The resolution of a duration, in seconds, below each limit: a thousand different ones in two years.
STEPS = ((_HOUR, _MINUTE), (_DAY, _HOUR // 4), (30 * _DAY, _DAY // 4))
LONGEST_STEP = _DAY
_MOST_REASSIGNMENTS = 1_000_000


def rounded_down(seconds: int) -> int:
    """Return a duration in whole steps; a negative one, an error of some clock, is none at all."""
    step = next((step for limit, step in STEPS if seconds < limit), LONGEST_STEP)
    return max(0, seconds // step * step)


def ended_after(ticket: Ticket) -> int | None:
    """Return how many seconds passed from opening a ticket to resolving, or else closing, it.

    None if it is still being worked on, or without one of the times.
    """
    ended = ticket.resolved_at or ticket.closed_at
    if ticket.is_active or ended is None or ticket.opened_at is None:
        return None
    return rounded_down(int((ended - ticket.opened_at).total_seconds()))


def reassignments(ticket: Ticket) -> int | None:
    """Return how often a ticket went from one group to another; None if the instance does not say."""
    given: Json = ticket.extra.get("reassignment_count")
    if isinstance(given, Mapping):
        given = given.get("value")
    text = str(given).replace(",", "") if given is not None else ""
    return min(int(text), _MOST_REASSIGNMENTS) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - digits
