"""The tables of what belongs to one person: choices, and what has been opened or is watched."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class PreferenceRecord(Record, table=True):
    """One person's choices as a JSON object, and what is read.

    What arrived before ``unread_since`` is not unread for this person, what changed up to the feed's ``read_until`` not
    changed; None before the first visit, and before all was marked as read.
    """

    __tablename__ = "preference"  # pyright: ignore[reportAssignmentType]

    username: str = Field(sa_type=PlainText, primary_key=True)
    choices: str = Field(sa_type=PlainText)
    unread_since: datetime | None = Field(sa_type=UtcTime)
    read_until: int | None = Field(sa_type=BigInteger)


class TicketMarkRecord(Record, table=True):
    """What one person has done with one ticket; ``opened_revision`` is 0 for one that was never opened."""

    __tablename__ = "ticket_mark"  # pyright: ignore[reportAssignmentType]

    username: str = Field(sa_type=PlainText, primary_key=True)
    sys_id: str = Field(sa_type=PlainText, primary_key=True)
    opened_revision: int = Field(sa_type=BigInteger)
    is_watched: bool
    at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_ticket_mark_sys_id", "sys_id", "is_watched"),)


_tables = Record.metadata.tables
PREFERENCE: Table = _tables["preference"]
TICKET_MARK: Table = _tables["ticket_mark"]
