"""Tables of the reconcile: where it continues to read whole tickets, what it doubts, and its last result."""

from datetime import datetime

from sqlalchemy import BigInteger, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class ReconcilePlaceRecord(Record, table=True):
    """The last ticket of a table that was read whole; the next run continues after it."""

    __tablename__ = "reconcile_place"  # pyright: ignore[reportAssignmentType]

    table: str = Field(sa_type=PlainText, primary_key=True)
    last_sys_id: str = Field(sa_type=PlainText)


class ReconcileRunRecord(Record, table=True):
    """The result of the last run; there is at most one row."""

    __tablename__ = "reconcile_run"  # pyright: ignore[reportAssignmentType]

    started_at: datetime = Field(sa_type=UtcTime, primary_key=True, sa_column_kwargs={"autoincrement": False})
    finished_at: datetime = Field(sa_type=UtcTime)
    checked: int = Field(sa_type=BigInteger)
    deleted: int = Field(sa_type=BigInteger)
    left_query: int = Field(sa_type=BigInteger)
    silent: int = Field(sa_type=BigInteger)
    requests: int = Field(sa_type=BigInteger)
    warning: str | None = Field(sa_type=PlainText)


class DoubtedAbsenceRecord(Record, table=True):
    """The sys_ids of one table, a JSON array, whose absence in ServiceNow waits for a confirmation."""

    __tablename__ = "doubted_absence"  # pyright: ignore[reportAssignmentType]

    table: str = Field(sa_type=PlainText, primary_key=True)
    since: datetime = Field(sa_type=UtcTime)
    sys_ids: str = Field(sa_type=PlainText)


DOUBTED_ABSENCE: Table = Record.metadata.tables["doubted_absence"]
RECONCILE_PLACE: Table = Record.metadata.tables["reconcile_place"]
RECONCILE_RUN: Table = Record.metadata.tables["reconcile_run"]
