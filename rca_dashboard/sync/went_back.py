"""Tickets of which ServiceNow has an older version than we had: the instance was restored, or cloned over.

Whoever finds them stores them as they are there now, and says so: once as a warning, and in the audit log.
"""

from datetime import datetime

from rca_dashboard.domain.audit import THE_APP, Action, AuditEntry
from rca_dashboard.store.audit import add_entry
from rca_dashboard.store.engine import Database


def record_went_back(database: Database, table: str, count: int, *, at: datetime) -> str:
    """Write an entry of the audit log, and return the sentence for the log and the page.

    Raises:
        DatabaseUnavailableError: If the database does not work.
    """
    tickets = "1 ticket" if count == 1 else f"{count} tickets"
    detail = f"{tickets} went back to an older version"
    add_entry(
        database,
        AuditEntry(
            at=at, username=THE_APP.username, address="", action=Action.INSTANCE_WENT_BACK, subject=table, detail=detail
        ),
    )
    return (
        f"The instance went back: {tickets} of the table {table!r} had an older version in ServiceNow than here, as "
        "after a restore or a clone, and now show that version."
    )
