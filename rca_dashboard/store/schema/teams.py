"""The table of teams."""

from sqlalchemy import Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText
from rca_dashboard.store.schema.tickets import Record


class TeamRecord(Record, table=True):
    """People who see the same tickets; ``filter``, ``usernames``, ``groups`` and ``roles`` are JSON."""

    __tablename__ = "team"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=PlainText)
    filter: str = Field(sa_type=PlainText)
    usernames: str = Field(sa_type=PlainText)
    groups: str = Field(sa_type=PlainText)
    roles: str = Field(sa_type=PlainText)


TEAM: Table = Record.metadata.tables["team"]
