"""Tables of users' data: preferences, and what has been opened or is watched."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class PreferenceRecord(Record, table=True):
    """One user's preferences as a JSON object, and what is read.

    Tickets that arrived before ``unread_since`` are not unread for this user, and changes up to the feed's
    ``read_until`` are not new; None before the first visit, and before everything was marked as read.
    """

    __tablename__ = "preference"  # pyright: ignore[reportAssignmentType]

    username: str = Field(sa_type=PlainText, primary_key=True)
    choices: str = Field(sa_type=PlainText)
    unread_since: datetime | None = Field(sa_type=UtcTime)
    read_until: int | None = Field(sa_type=BigInteger)


class TicketMarkRecord(Record, table=True):
    """A user's mark on a ticket; ``opened_revision`` is 0 if it was never opened."""

    __tablename__ = "ticket_mark"  # pyright: ignore[reportAssignmentType]

    username: str = Field(sa_type=PlainText, primary_key=True)
    sys_id: str = Field(sa_type=PlainText, primary_key=True)
    opened_revision: int = Field(sa_type=BigInteger)
    is_watched: bool
    at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_ticket_mark_sys_id", "sys_id", "is_watched"),)


class PersonalChangeRecord(Record, table=True):
    """How often a user's preferences and marks have changed: other workers see by it what to push to the user's tabs.

    Whoever changes them updates this row first, so that the user's changes take turns.
    """

    __tablename__ = "personal_change"  # pyright: ignore[reportAssignmentType]

    username: str = Field(sa_type=PlainText, primary_key=True)
    revision: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_personal_change_at", "at"),)


_tables = Record.metadata.tables
PREFERENCE: Table = _tables["preference"]
TICKET_MARK: Table = _tables["ticket_mark"]
PERSONAL_CHANGE: Table = _tables["personal_change"]
