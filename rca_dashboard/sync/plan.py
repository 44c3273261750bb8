"""What to poll, how and when: the settings of this room."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingPlan:
    """How polling is done.

    Attributes:
        tables: The task tables to read, side by side.
        query: An encoded query that every row must match.
        batch_size: Rows a request.
        overlap: How far back each sweep reads again.
        cron: When, in UTC: five fields, or six with seconds first.
        is_import_enabled: On the first start the whole history is imported; polls begin at the server's now anyway.
        is_polling_enabled: Polling starts by itself; else it starts paused.
        trusts_zone: The account is known to be on UTC; else the first round tries that with a row.
    """

    tables: tuple[str, ...] = ("incident",)
    query: str = ""
    batch_size: int = 1000
    overlap: timedelta = timedelta(seconds=10)
    cron: str = "*/1 * * * *"
    is_import_enabled: bool = True
    is_polling_enabled: bool = True
    trusts_zone: bool = True
