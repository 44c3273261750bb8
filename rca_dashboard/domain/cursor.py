"""How far a table has been read: saved in the same transaction as the rows that it speaks of."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A table's place in ServiceNow. Times are the server's, in UTC.

    Attributes:
        since: The next sweep reads rows updated at or after this; None before the first, which reads everything.
        until: The upper bound of a sweep that is under way or was cut off; None between sweeps.
        last_updated_on: With ``last_sys_id`` the last pair that the sweep under way has stored.
        is_imported: The first import of all history has ended.
        imported: Rows of that import which are stored; ``to_import`` is what ServiceNow counted at its start.
    """

    table: str
    since: datetime | None = None
    until: datetime | None = None
    last_updated_on: datetime | None = None
    last_sys_id: str = ""
    is_imported: bool = False
    imported: int = 0
    to_import: int = 0
