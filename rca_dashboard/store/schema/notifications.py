"""The table of notifications."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class NotificationRecord(Record, table=True):
    """A notification of one user; ``revision`` rises with every change of any notification, so workers notice."""

    __tablename__ = "notification"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    username: str = Field(sa_type=PlainText)
    at: datetime = Field(sa_type=UtcTime)
    event: str = Field(sa_type=PlainText)
    level: str = Field(sa_type=PlainText)
    title: str = Field(sa_type=PlainText)
    text: str = Field(sa_type=PlainText)
    sys_id: str = Field(sa_type=PlainText)
    ticket_id: str = Field(sa_type=PlainText)
    link: str = Field(sa_type=PlainText)
    priority: int | None
    count: int
    read_at: datetime | None = Field(sa_type=UtcTime)
    dismissed_at: datetime | None = Field(sa_type=UtcTime)
    revision: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("ix_notification_username", "username", "id"),
        Index("ix_notification_revision", "revision"),
    )


NOTIFICATION: Table = Record.metadata.tables["notification"]
