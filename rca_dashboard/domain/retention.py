"""Retention periods."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDays:
    """Retention in days; 0 keeps forever. Tickets themselves are never deleted.

    Attributes:
        feed: Changes: the feed, and with it the tickets' histories.
        polls: Results of polls.
        notifications: Notifications of all users.
        audit: Entries of the audit log.
    """

    feed: int = 0
    polls: int = 0
    notifications: int = 0
    audit: int = 0
