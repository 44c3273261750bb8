"""Older changes of a ticket, requested by one user."""

from dataclasses import dataclass

from rca_dashboard.domain.tickets.detail import TimelineEntry


@dataclass(frozen=True, slots=True)
class OlderChanges:
    """A page of a ticket's timeline.

    Attributes:
        key: Of the ticket.
        before: The ``seq`` that they all came before.
    """

    key: str = ""
    before: int = 0
    entries: tuple[TimelineEntry, ...] = ()
