"""When to reconcile, and with how many requests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilePlan:
    """How reconciling is done.

    Attributes:
        cron: The schedule, in UTC: five fields, or six with seconds first; empty for only on request.
        keys_in_a_page: Rows per request when only keys and counts are compared; ServiceNow's own limit is 10,000.
        content_requests: The number of requests per run that re-read whole tickets in rotation: some updates change
            neither stamp nor count.
    """

    cron: str = ""
    keys_in_a_page: int = 10_000
    content_requests: int = 20
