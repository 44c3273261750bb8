"""The number of tickets by kind and by assignee, stored with the tickets, so that they need not be counted."""

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText
from rca_dashboard.store.schema.tickets import Record


class TicketKindRecord(Record, table=True):
    """Tickets that are alike in every field with few values share a kind: some hundred kinds for a million tickets.

    A filter by any of these fields is a set of kinds, which indexes end with. ``digest`` covers all fields; ``count``
    excludes deleted tickets.
    """

    __tablename__ = "ticket_kind"  # pyright: ignore[reportAssignmentType]

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: int = Field(sa_type=BigInteger)
    count: int = Field(sa_type=BigInteger)
    table: str = Field(sa_type=PlainText)
    is_active: bool
    priority: int | None
    state: str = Field(sa_type=PlainText)
    status: str = Field(sa_type=PlainText)
    category: str = Field(sa_type=PlainText)
    category_label: str = Field(sa_type=PlainText)
    source: str = Field(sa_type=PlainText)
    source_label: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_ticket_kind_digest", "digest", unique=True),)


class TicketNameRecord(Record, table=True):
    """A group or a person with assigned tickets, and how many; a renamed one is listed under both names.

    ``digest`` covers sys_id and name, which may be too long for an index entry of PostgreSQL.
    """

    __tablename__ = "ticket_name"  # pyright: ignore[reportAssignmentType]

    field: str = Field(sa_type=PlainText, primary_key=True)
    digest: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    sys_id: str = Field(sa_type=PlainText)
    name: str = Field(sa_type=PlainText)
    count: int = Field(sa_type=BigInteger)


_tables = Record.metadata.tables
TICKET_KIND: Table = _tables["ticket_kind"]
TICKET_NAME: Table = _tables["ticket_name"]
KIND_FIELDS = tuple(column.name for column in TICKET_KIND.c if column.name not in {"id", "digest", "count"})
NAME_FIELDS = ("assignment_group", "assigned_to")
