"""The table of service levels."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class TaskSlaRecord(Record, table=True):
    """The newest version of a record of ``task_sla``; its ticket may not be stored yet, or never."""

    __tablename__ = "task_sla"  # pyright: ignore[reportAssignmentType]

    sys_id: str = Field(sa_type=PlainText, primary_key=True)
    task_id: str = Field(sa_type=PlainText)
    name: str = Field(sa_type=PlainText)
    stage: str = Field(sa_type=PlainText)
    start_at: datetime | None = Field(sa_type=UtcTime)
    due_at: datetime | None = Field(sa_type=UtcTime)
    breached: bool
    is_active: bool
    updated_at: datetime | None = Field(sa_type=UtcTime)
    mod_count: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_task_sla_task_id", "task_id"),)


TASK_SLA: Table = Record.metadata.tables["task_sla"]
