"""For how long what piles up is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDays:
    """Days; 0 keeps for ever. Tickets themselves are never forgotten.

    Attributes:
        feed: Changes: the feed, and with it the tickets' histories.
        polls: What polls found.
        notifications: Everybody's.
        audit: Who did what.
    """

    feed: int = 0
    polls: int = 0
    notifications: int = 0
    audit: int = 0
