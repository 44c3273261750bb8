"""The table of the audit log."""

from datetime import datetime

from sqlalchemy import Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class AuditRecord(Record, table=True):
    """One entry of the audit log; ``id`` is the order in which they were committed."""

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    username: str = Field(sa_type=PlainText)
    address: str = Field(sa_type=PlainText)
    action: str = Field(sa_type=PlainText)
    subject: str = Field(sa_type=PlainText)
    detail: str = Field(sa_type=PlainText)

    # An id is never reused, even when all entries have been deleted: clients continue after the last one they read.
    __table_args__ = (Index("ix_audit_entry_at", "at"), {"sqlite_autoincrement": True})


AUDIT: Table = Record.metadata.tables["audit_entry"]
