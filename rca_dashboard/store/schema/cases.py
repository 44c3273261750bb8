"""The tables of cases. Their columns are the fields of ``domain.cases.case``; mappings and lists are JSON."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from rca_dashboard.store.schema.column_types import PlainText, UtcTime
from rca_dashboard.store.schema.tickets import Record

# An id is never given to another row: events name it.
_NEVER_REUSED = {"sqlite_autoincrement": True}


class CaseRecord(Record, table=True):
    """A case."""

    __tablename__ = "rca_case"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(sa_type=PlainText)
    statement: str = Field(sa_type=PlainText)
    stage: str = Field(sa_type=PlainText)
    owner: str = Field(sa_type=PlainText)
    version: int
    revision: int = Field(sa_type=BigInteger)
    created_by: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=UtcTime)
    updated_by: str = Field(sa_type=PlainText)
    updated_at: datetime = Field(sa_type=UtcTime)
    closed_at: datetime | None = Field(sa_type=UtcTime)
    is_not: str = Field(sa_type=PlainText)
    alternatives: str = Field(sa_type=PlainText)
    review: str = Field(sa_type=PlainText)
    signature: str = Field(sa_type=PlainText)
    trigger_at: datetime | None = Field(sa_type=UtcTime)
    fixed_at: datetime | None = Field(sa_type=UtcTime)
    cluster: int = Field(sa_type=BigInteger)
    burst: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_rca_case_stage", "stage", "id"), _NEVER_REUSED)


class CaseTicketRecord(Record, table=True):
    """A ticket of a case, as it was when it was added."""

    __tablename__ = "case_ticket"  # pyright: ignore[reportAssignmentType]

    case_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sys_id: str = Field(sa_type=PlainText, primary_key=True)
    number: str = Field(sa_type=PlainText)
    role: str = Field(sa_type=PlainText)
    summary: str = Field(sa_type=PlainText)
    opened_at: datetime | None = Field(sa_type=UtcTime)
    added_by: str = Field(sa_type=PlainText)
    added_at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_case_ticket_sys_id", "sys_id"),)


class CaseChangeRecord(Record, table=True):
    """A change that may have caused a case, and what people said about it."""

    __tablename__ = "case_change"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    sys_id: str = Field(sa_type=PlainText)
    number: str = Field(sa_type=PlainText)
    state: str = Field(sa_type=PlainText)
    rank: int
    reason: str = Field(sa_type=PlainText)
    by: str = Field(sa_type=PlainText)
    at: datetime = Field(sa_type=UtcTime)
    snapshot: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_case_change_case_id", "case_id", "sys_id", unique=True), _NEVER_REUSED)


class HypothesisRecord(Record, table=True):
    """A possible cause."""

    __tablename__ = "hypothesis"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    parent: int
    bone: str = Field(sa_type=PlainText)
    text: str = Field(sa_type=PlainText)
    state: str = Field(sa_type=PlainText)
    reason: str = Field(sa_type=PlainText)
    position: int
    created_by: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=UtcTime)
    updated_by: str = Field(sa_type=PlainText)
    updated_at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_hypothesis_case_id", "case_id"), _NEVER_REUSED)


class EvidenceRecord(Record, table=True):
    """What speaks for a hypothesis or against it, with what was seen."""

    __tablename__ = "evidence"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    hypothesis: int
    stance: str = Field(sa_type=PlainText)
    kind: str = Field(sa_type=PlainText)
    text: str = Field(sa_type=PlainText)
    sys_id: str = Field(sa_type=PlainText)
    number: str = Field(sa_type=PlainText)
    snapshot: str = Field(sa_type=PlainText)
    answer: str = Field(sa_type=PlainText)
    answered_by: str = Field(sa_type=PlainText)
    created_by: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_evidence_case_id", "case_id"), _NEVER_REUSED)


class ActionRecord(Record, table=True):
    """What is done about the cause."""

    __tablename__ = "action"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    kind: str = Field(sa_type=PlainText)
    text: str = Field(sa_type=PlainText)
    owner: str = Field(sa_type=PlainText)
    due_at: datetime | None = Field(sa_type=UtcTime)
    done_at: datetime | None = Field(sa_type=UtcTime)
    done_by: str = Field(sa_type=PlainText)
    verified_at: datetime | None = Field(sa_type=UtcTime)
    verified_by: str = Field(sa_type=PlainText)
    created_by: str = Field(sa_type=PlainText)
    created_at: datetime = Field(sa_type=UtcTime)

    __table_args__ = (Index("ix_action_case_id", "case_id"), _NEVER_REUSED)


class ApprovalRecord(Record, table=True):
    """An approval, and what was approved."""

    __tablename__ = "approval"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    by: str = Field(sa_type=PlainText)
    at: datetime = Field(sa_type=UtcTime)
    version: int
    comment: str = Field(sa_type=PlainText)
    content: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_approval_case_id", "case_id"), _NEVER_REUSED)


class VerdictRecord(Record, table=True):
    """Whether a fix held."""

    __tablename__ = "verdict"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    kind: str = Field(sa_type=PlainText)
    at: datetime = Field(sa_type=UtcTime)
    look: int
    by: str = Field(sa_type=PlainText)
    sys_id: str = Field(sa_type=PlainText)
    number: str = Field(sa_type=PlainText)
    text: str = Field(sa_type=PlainText)
    figures: str = Field(sa_type=PlainText)
    accepted_by: str = Field(sa_type=PlainText)
    reason: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_verdict_case_id", "case_id"), _NEVER_REUSED)


class CaseEventRecord(Record, table=True):
    """What happened to a case. The feed has an entry with the same ``seq``; this one stays when that expires."""

    __tablename__ = "case_event"  # pyright: ignore[reportAssignmentType]

    seq: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    case_id: int
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(sa_type=PlainText)
    kind: str = Field(sa_type=PlainText)
    subject: int
    sys_id: str = Field(sa_type=PlainText)
    version: int
    changes: str = Field(sa_type=PlainText)
    text: str = Field(sa_type=PlainText)

    __table_args__ = (Index("ix_case_event_case_id", "case_id", "seq"),)


class CaseReportRecord(Record, table=True):
    """What the report of a case's newest version rests on, for readers who may see the same tickets."""

    __tablename__ = "case_report"  # pyright: ignore[reportAssignmentType]

    case_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reader: str = Field(sa_type=PlainText, primary_key=True)
    version: int
    basis: str = Field(sa_type=PlainText)


_tables = Record.metadata.tables
CASE: Table = _tables["rca_case"]
CASE_TICKET: Table = _tables["case_ticket"]
CASE_CHANGE: Table = _tables["case_change"]
HYPOTHESIS: Table = _tables["hypothesis"]
EVIDENCE: Table = _tables["evidence"]
ACTION: Table = _tables["action"]
APPROVAL: Table = _tables["approval"]
VERDICT: Table = _tables["verdict"]
CASE_EVENT: Table = _tables["case_event"]
CASE_REPORT: Table = _tables["case_report"]
