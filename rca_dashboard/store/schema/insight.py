"""Tables of the insight: terms of tickets, clusters with their leaders, and bursts."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, RowId, UtcTime
from rca_dashboard.store.schema.tickets import Record


class TicketTermsRecord(Record, table=True):
    """What the insight has read of a ticket, so that a restart need not read its texts again.

    ``id`` is the ticket's. ``opened`` is in seconds since 1970. ``terms`` and ``template`` are packed arrays of hashes.
    ``first`` is a JSON object of the values with which the ticket was first seen; it never changes.
    """

    __tablename__ = "ticket_terms"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    opened: int = Field(sa_type=BigInteger)
    terms: bytes = Field(sa_type=LargeBinary)
    template: bytes = Field(sa_type=LargeBinary)
    first: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_ticket_terms_opened", "opened", "id"),)


class ClusterRecord(Record, table=True):
    """A cluster of tickets with nearly the same summary; ``named_by`` is the user who renamed, merged or split it."""

    __tablename__ = "cluster"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    label: str = Field(sa_type=PlainText)
    summary: str = Field(sa_type=PlainText)
    named_by: str | None = Field(sa_type=PlainText)


class ClusterLeaderRecord(Record, table=True):
    """A template that decides for its cluster; a merged cluster has several."""

    __tablename__ = "cluster_leader"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    cluster: int = Field(sa_type=BigInteger)
    template: bytes = Field(sa_type=LargeBinary)


class TicketClusterRecord(Record, table=True):
    """The cluster of a ticket. A pinned one was chosen by a user, who split a cluster."""

    __tablename__ = "ticket_cluster"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    cluster: int = Field(sa_type=BigInteger)
    is_pinned: bool

    __table_args__ = (Index("ix_ticket_cluster_cluster", "cluster", "id"),)


class BurstRecord(Record, table=True):
    """A burst from its first alarm on; ``tickets`` is a JSON array of ticket ids."""

    __tablename__ = "burst"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: int
    value: str = Field(sa_type=PlainText)
    label: str = Field(sa_type=PlainText)
    level: int
    count: int
    expected: float
    log_chance: float
    since: datetime = Field(sa_type=UtcTime)
    until: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(sa_type=UtcTime)
    dismissed_at: datetime | None = Field(sa_type=UtcTime)
    dismissed_by: str | None = Field(sa_type=PlainText)
    reason: str | None = Field(sa_type=PlainText)
    tickets: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_burst_since", "since"),)


_tables = Record.metadata.tables
TICKET_TERMS: Table = _tables["ticket_terms"]
CLUSTER: Table = _tables["cluster"]
CLUSTER_LEADER: Table = _tables["cluster_leader"]
TICKET_CLUSTER: Table = _tables["ticket_cluster"]
BURST: Table = _tables["burst"]
