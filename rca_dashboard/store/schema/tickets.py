"""The tables of tickets and the feed. The domain's types define their content; this module defines how it is stored."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, MetaData, Table, text
from sqlmodel import Field, SQLModel

from rca_dashboard.store.schema.column_types import PlainText, RowId, UtcTime


class Record(SQLModel):
    """Base class of all tables; its own metadata keeps models of other packages out of the migrations."""

    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"})


def _of_those_that_have(name: str) -> Index:
    """Return the partial index that finds a ticket's relations; most tickets have none and are not in it."""
    has = text(f"{name} IS NOT NULL")
    columns = (name, "is_deleted", "is_active", "opened_at", "sys_id")
    return Index(f"ix_ticket_{name}", *columns, sqlite_where=has, postgresql_where=has)


_HAS_SLA = text("is_breached IS NOT NULL")
_BREACHED = Index(
    "ix_ticket_is_breached",
    *("is_deleted", "is_breached", "opened_at", "id", "kind"),
    sqlite_where=_HAS_SLA,
    postgresql_where=_HAS_SLA,
)

_ENDED = ("is_breached", "ended_after")
_ACTIVE = Index(
    "ix_ticket_active",
    *("is_deleted", "kind", "opened_at", "updated_at", "is_breached", "reassignments"),
    sqlite_where=text("is_active IS 1"),
    postgresql_where=text("is_active IS true"),
)


class TicketRecord(Record, table=True):
    """A ticket's newest version.

    ``id`` is the ``seq`` with which it came: SQLite's rowid and four bytes in each index, where a sys_id takes 32.
    Texts that may be long come last: SQLite then reads a list's columns without following a row's overflow pages.
    Indexes begin with ``is_deleted``, by which every list is filtered, and end with what makes pages stable and with
    the ``kind``, so that a filter is answered from the index alone. ``ended_after`` and ``reassignments`` follow from
    the ticket (``domain.tickets.effort``).
    """

    __tablename__ = "ticket"  # pyright: ignore[reportAssignmentType]

    id: int = Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    sys_id: str = Field(sa_type=PlainText)
    kind: int
    table: str = Field(sa_type=PlainText)
    ticket_id: str = Field(sa_type=PlainText)
    mod_count: int = Field(sa_type=BigInteger)
    digest: int = Field(sa_type=BigInteger)
    revision: int = Field(sa_type=BigInteger)
    arrived_at: datetime | None = Field(sa_type=UtcTime)
    is_active: bool
    is_deleted: bool
    priority: int | None
    impact: int | None
    urgency: int | None
    opened_at: datetime | None = Field(sa_type=UtcTime)
    resolved_at: datetime | None = Field(sa_type=UtcTime)
    closed_at: datetime | None = Field(sa_type=UtcTime)
    updated_at: datetime | None = Field(sa_type=UtcTime)
    state: str = Field(sa_type=PlainText)
    status: str = Field(sa_type=PlainText)
    category: str = Field(sa_type=PlainText)
    category_label: str = Field(sa_type=PlainText)
    subcategory: str = Field(sa_type=PlainText)
    source: str = Field(sa_type=PlainText)
    source_label: str = Field(sa_type=PlainText)
    assignment_group_id: str | None = Field(sa_type=PlainText)
    assignment_group_name: str | None = Field(sa_type=PlainText)
    assigned_to_id: str | None = Field(sa_type=PlainText)
    assigned_to_name: str | None = Field(sa_type=PlainText)
    short_description: str = Field(sa_type=PlainText)
    requester_id: str | None = Field(sa_type=PlainText)
    requester_name: str | None = Field(sa_type=PlainText)
    company_id: str | None = Field(sa_type=PlainText)
    company_name: str | None = Field(sa_type=PlainText)
    location_id: str | None = Field(sa_type=PlainText)
    location_name: str | None = Field(sa_type=PlainText)
    cmdb_ci_id: str | None = Field(sa_type=PlainText)
    cmdb_ci_name: str | None = Field(sa_type=PlainText)
    business_service_id: str | None = Field(sa_type=PlainText)
    business_service_name: str | None = Field(sa_type=PlainText)
    problem_id: str | None = Field(sa_type=PlainText)
    problem_name: str | None = Field(sa_type=PlainText)
    close_code: str = Field(sa_type=PlainText)
    url: str = Field(sa_type=PlainText)
    tags: str = Field(sa_type=PlainText)
    labels: str = Field(sa_type=PlainText)
    description: str = Field(sa_type=PlainText)
    close_notes: str = Field(sa_type=PlainText)
    extra: str = Field(sa_type=PlainText)
    parent_id: str | None = Field(sa_type=PlainText)
    due_at: datetime | None = Field(sa_type=UtcTime)
    is_breached: bool | None
    sla: str | None = Field(sa_type=PlainText)
    ended_after: int | None = Field(sa_type=BigInteger)
    reassignments: int | None

    __table_args__ = (
        Index("ix_ticket_sys_id", "sys_id", unique=True),
        Index("ix_ticket_kind", "is_deleted", "kind", "opened_at", "id"),
        Index("ix_ticket_opened_at", "is_deleted", "opened_at", "id", "kind", "ended_after", "reassignments"),
        Index("ix_ticket_updated_at", "is_deleted", "updated_at", "id", "kind"),
        Index("ix_ticket_resolved_at", "is_deleted", "resolved_at", "id", "kind"),
        Index("ix_ticket_arrived_at", "is_deleted", "arrived_at", "id", "kind"),
        Index("ix_ticket_closed_at", "is_deleted", "closed_at", "id", "kind"),
        Index("ix_ticket_group", "is_deleted", "assignment_group_name", "opened_at", "id", "kind"),
        Index("ix_ticket_assigned_to", "is_deleted", "assigned_to_name", "opened_at", "id", "kind"),
        Index("ix_ticket_number", "is_deleted", "ticket_id", "id", "kind"),
        Index("ix_ticket_short_description", "is_deleted", "short_description", "id", "kind"),
        Index("ix_ticket_due_at", "is_deleted", "due_at", "id", "kind"),
        _BREACHED,
        # What charts are read from: each begins with what they count by, so that nothing is sorted.
        Index("ix_ticket_ended_after", "is_deleted", "kind", "is_breached", "ended_after"),
        Index("ix_ticket_group_ended_after", *("is_deleted", "assignment_group_name", *_ENDED, "kind")),
        Index("ix_ticket_reassignments", "is_deleted", "reassignments", "kind"),
        Index("ix_ticket_location", "is_deleted", "location_name", "kind"),
        Index("ix_ticket_requester", "is_deleted", "requester_name", "kind"),
        _ACTIVE,
        *(_of_those_that_have(name) for name in ("problem_id", "cmdb_ci_id", "parent_id")),
    )


class ChangeRecord(Record, table=True):
    """One entry of the feed; ``changes`` is a JSON object of ``[old, new]`` pairs."""

    __tablename__ = "change"  # pyright: ignore[reportAssignmentType]

    seq: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcTime)
    type: str = Field(sa_type=PlainText)
    origin: str = Field(sa_type=PlainText)
    table: str = Field(sa_type=PlainText)
    sys_id: str = Field(sa_type=PlainText)
    ticket_id: str = Field(sa_type=PlainText)
    changes: str = Field(sa_type=PlainText)
    traceparent: str | None = Field(default=None, sa_type=PlainText)

    __table_args__ = (Index("ix_change_sys_id", "sys_id", "seq"),)


class FeedCounterRecord(Record, table=True):
    """One row: the last assigned ``seq``. Whoever writes tickets updates it first, so that writers take turns."""

    __tablename__ = "feed_counter"  # pyright: ignore[reportAssignmentType]

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(sa_type=BigInteger)


class CursorRecord(Record, table=True):
    """How far a table has been polled."""

    __tablename__ = "sweep_cursor"  # pyright: ignore[reportAssignmentType]

    table: str = Field(sa_type=PlainText, primary_key=True)
    since: datetime | None = Field(sa_type=UtcTime)
    until: datetime | None = Field(sa_type=UtcTime)
    last_updated_on: datetime | None = Field(sa_type=UtcTime)
    last_sys_id: str = Field(sa_type=PlainText)


class PollRecord(Record, table=True):
    """One poll's result; ``id`` is the order in which they were recorded."""

    __tablename__ = "poll"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    seconds: float
    requests: int
    new: int
    updated: int
    unchanged: int
    hidden: int
    error: str | None = Field(sa_type=PlainText)


class KeptValueRecord(Record, table=True):
    """A value that the database stores for the app, such as whose tickets it holds."""

    __tablename__ = "kept_value"  # pyright: ignore[reportAssignmentType]

    name: str = Field(sa_type=PlainText, primary_key=True)
    value: str = Field(sa_type=PlainText)


_tables = Record.metadata.tables
TICKET: Table = _tables["ticket"]
CHANGE: Table = _tables["change"]
FEED_COUNTER: Table = _tables["feed_counter"]
CURSOR: Table = _tables["sweep_cursor"]
POLL: Table = _tables["poll"]
KEPT_VALUE: Table = _tables["kept_value"]
