"""How far a table has been polled: saved in the same transaction as the rows it covers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The polling position of a table. Times are the server's, in UTC.

    Attributes:
        since: The next sweep reads rows updated at or after this time; None before the first.
        until: The upper bound of a sweep in progress or cut off; None between sweeps.
        last_updated_on: With ``last_sys_id`` the last pair that the current sweep has stored.
    """

    table: str
    since: datetime | None = None
    until: datetime | None = None
    last_updated_on: datetime | None = None
    last_sys_id: str = ""
