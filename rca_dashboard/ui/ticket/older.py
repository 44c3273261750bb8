"""Older entries of a ticket's activity, requested by one user."""

from dataclasses import dataclass

from rca_dashboard.domain.tickets.detail import ActivityEntry


@dataclass(frozen=True, slots=True)
class OlderActivity:
    """A page of a ticket's activity.

    Attributes:
        key: Of the ticket.
        before: The key of the entry that they follow.
    """

    key: str = ""
    before: str = ""
    entries: tuple[ActivityEntry, ...] = ()
