"""What a poll found, and how polling is doing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """One poll of all tables.

    Attributes:
        seconds: How long it took.
        requests: How many requests went to ServiceNow.
        new: Tickets that we did not have; ``updated`` those that had changed; ``unchanged`` those read again in vain.
        hidden: Rows that ServiceNow counts and does not show to the account (access rules cut them).
        error: None, or one sentence for a person: what failed, where, and what to do.
    """

    at: datetime
    seconds: float = 0.0
    requests: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    hidden: int = 0
    error: str | None = None


class PollerHealth(StrEnum):
    """How polling is doing; the values stand in the page (CONTRACT: ``poll-status``)."""

    OK = "ok"
    FAILING = "failing"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollerStatus:
    """What the page and REST tell of polling.

    Attributes:
        failing_since: When the outage began, or None.
        error: The outage's sentence for a person, or None.
        succeeded_at: When a poll last reached ServiceNow and read all it wanted, or None.
        next_at: When the next poll is due, or None while paused.
        instance: The instance's URL without credentials; empty in demo mode.
    """

    health: PollerHealth = PollerHealth.OK
    instance: str = ""
    interval: str = ""
    failing_since: datetime | None = None
    error: str | None = None
    succeeded_at: datetime | None = None
    next_at: datetime | None = None
    last: PollResult | None = None
