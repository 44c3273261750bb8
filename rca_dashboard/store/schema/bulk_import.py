"""The table of the progress of imports."""

from datetime import datetime

from sqlalchemy import BigInteger, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class ImportPlaceRecord(Record, table=True):
    """How far a table's history has been imported."""

    __tablename__ = "import_place"  # pyright: ignore[reportAssignmentType]

    table: str = Field(sa_type=PlainText, primary_key=True)
    until: datetime = Field(sa_type=UtcTime)
    started_at: datetime = Field(sa_type=UtcTime)
    last_updated_on: datetime | None = Field(sa_type=UtcTime)
    last_sys_id: str = Field(sa_type=PlainText)
    imported: int = Field(sa_type=BigInteger)
    to_import: int = Field(sa_type=BigInteger)
    is_done: bool
    is_stopped: bool


IMPORT_PLACE: Table = Record.metadata.tables["import_place"]
