"""What to poll, how and when: the settings of polling."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingPlan:
    """How polling is done.

    Attributes:
        tables: The task tables to read, in parallel.
        query: An encoded query that every row must match.
        batch_size: Rows per request.
        overlap: How far back each sweep reads again.
        cron: The schedule, in UTC: five fields, or six with seconds first.
        is_import_enabled: Import the whole history on the first start; polls start at the server's current time anyway.
        is_polling_enabled: Polling starts automatically; otherwise it starts paused.
        sla: Read ``task_sla`` beside the tickets: ``auto`` (where the account may), ``true`` or ``false``.
        trusts_zone: The account is known to be on UTC; otherwise the first round verifies that with a row.
    """

    tables: tuple[str, ...] = ("incident",)
    query: str = ""
    batch_size: int = 1000
    overlap: timedelta = timedelta(seconds=10)
    cron: str = "*/1 * * * *"
    is_import_enabled: bool = True
    is_polling_enabled: bool = True
    trusts_zone: bool = True
    sla: str = "false"
