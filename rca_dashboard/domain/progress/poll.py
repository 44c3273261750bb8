"""The result of a poll, and the health of polling."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The result of one poll of all tables.

    Attributes:
        seconds: How long it took.
        requests: How many requests went to ServiceNow.
        new: Tickets that were not stored before; ``updated`` had changed; ``unchanged`` were read again without a
            change.
        hidden: Rows that ServiceNow counts but does not show to the account (cut by ACLs).
        error: None, or one sentence for people: what failed, where, and what to do.
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
    """The health of polling; the page uses the values (``poll-status``)."""

    OK = "ok"
    FAILING = "failing"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollerStatus:
    """The status of polling for the page and REST.

    Attributes:
        failing_since: When the outage began, or None.
        error: The outage in one sentence for people, or None.
        succeeded_at: When a poll last reached ServiceNow and read everything, or None.
        late_at: When three polls should have ended since then, however well none has failed; None while paused.
        next_at: When the next poll is due, or None while paused.
        instance: The instance's URL without credentials; empty in demo mode.
        sla_refusal: Why service levels cannot be read, for people; empty if they can, or are not wanted.
        is_overdue: Polls no longer end, though they are due: something hangs.
    """

    health: PollerHealth = PollerHealth.OK
    instance: str = ""
    interval: str = ""
    failing_since: datetime | None = None
    error: str | None = None
    succeeded_at: datetime | None = None
    late_at: datetime | None = None
    next_at: datetime | None = None
    is_overdue: bool = False
    last: PollResult | None = None
    sla_refusal: str = ""
