"""When to reconcile, and with how many requests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilePlan:
    """How reconciling is done.

    Attributes:
        cron: When, in UTC: five fields, or six with seconds first; empty for never by itself.
        keys_in_a_page: Rows a request where only keys and counts are compared; ServiceNow's own limit is 10,000.
        content_requests: How many requests of one run read tickets whole again, in turn: some updates move neither
            stamp nor count.
    """

    cron: str = ""
    keys_in_a_page: int = 10_000
    content_requests: int = 20
