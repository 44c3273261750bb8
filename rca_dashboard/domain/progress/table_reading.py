"""Polling progress of one table."""

from dataclasses import dataclass

from rca_dashboard.domain.progress.cursor import Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """How far a table has been polled.

    Attributes:
        hidden: Rows of its last poll that ServiceNow counts but does not show to the account.
    """

    cursor: Cursor
    hidden: int = 0
