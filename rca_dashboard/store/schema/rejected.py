"""The table of rows that the database refused."""

from datetime import datetime

from sqlalchemy import BigInteger, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class RejectedRowRecord(Record, table=True):
    """A row that could not be stored, whose table went on without it.

    ``key`` is its sys_id, or the beginning and the digest of one that is too long. ``digest`` is of the refused
    version, and ``content`` is that version as JSON in ASCII, which every database accepts.
    """

    __tablename__ = "rejected_row"  # pyright: ignore[reportAssignmentType]

    table: str = Field(sa_type=PlainText, primary_key=True)
    key: str = Field(sa_type=PlainText, primary_key=True)
    ticket_id: str = Field(sa_type=PlainText)
    digest: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=PlainText)
    since: datetime = Field(sa_type=UtcTime)
    last_at: datetime = Field(sa_type=UtcTime)
    tries: int
    content: str = Field(sa_type=PlainText)


REJECTED_ROW: Table = Record.metadata.tables["rejected_row"]
