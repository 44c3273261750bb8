"""The table of where the reconcile goes on reading tickets whole."""

from sqlalchemy import Table
from sqlmodel import Field

from rca_dashboard.store.column_types import PlainText
from rca_dashboard.store.tables import Record


class ReconcilePlaceRecord(Record, table=True):
    """The last ticket of a table that was read whole; the next run goes on after it."""

    __tablename__ = "reconcile_place"  # pyright: ignore[reportAssignmentType]

    table: str = Field(sa_type=PlainText, primary_key=True)
    last_sys_id: str = Field(sa_type=PlainText)


RECONCILE_PLACE: Table = Record.metadata.tables["reconcile_place"]
