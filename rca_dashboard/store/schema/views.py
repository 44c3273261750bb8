"""Tables of saved views, of users at ServiceNow, and of what was last looked at."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record


class SavedViewRecord(Record, table=True):
    """A view that a user has saved."""

    __tablename__ = "saved_view"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(sa_type=PlainText)
    name: str = Field(sa_type=PlainText)
    query: str = Field(sa_type=PlainText)
    icon: str = Field(sa_type=PlainText)
    is_shared: bool
    position: int
    created_at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_saved_view_owner", "owner"),)


class PersonRecord(Record, table=True):
    """What the app knows of a user besides the login.

    ``servicenow_id`` is the sys_id of their user at ServiceNow, empty for none; ``default_view`` the view that the list
    opens with, empty for all open tickets.
    """

    __tablename__ = "person"  # pyright: ignore[reportAssignmentType]

    username: str = Field(sa_type=PlainText, primary_key=True)
    servicenow_id: str | None = Field(sa_type=PlainText)
    servicenow_name: str = Field(sa_type=PlainText)
    default_view: str = Field(sa_type=PlainText)


class ViewLookRecord(Record, table=True):
    """How far a user has seen a view: up to the feed's ``seen_seq`` at ``seen_at``.

    ``since_seq`` and ``since_at`` are where the visit before this one ended: what came later is new.
    """

    __tablename__ = "view_look"  # pyright: ignore[reportAssignmentType]

    username: str = Field(sa_type=PlainText, primary_key=True)
    view: str = Field(sa_type=PlainText, primary_key=True)
    seen_seq: int = Field(sa_type=BigInteger)
    seen_at: datetime = Field(sa_type=UtcTime)
    since_seq: int = Field(sa_type=BigInteger)
    since_at: datetime = Field(sa_type=UtcTime)


_tables = Record.metadata.tables
SAVED_VIEW: Table = _tables["saved_view"]
PERSON: Table = _tables["person"]
VIEW_LOOK: Table = _tables["view_look"]
