"""A table that waits for its next attempt after failures: what a worker that takes over must know of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWait:
    """The outage of a table, with times that every worker understands.

    Attributes:
        since: When it began.
        tries: How many polls have failed.
        sentence: The last failure, in words for people.
        concerns_table: Whether other tables of the instance may still work.
        retry_at: Before this time no scheduled poll tries again.
        barred_until: Before this time nothing tries again: ServiceNow sent a Retry-After.
    """

    table: str
    since: datetime
    tries: int
    sentence: str
    concerns_table: bool
    retry_at: datetime
    barred_until: datetime
