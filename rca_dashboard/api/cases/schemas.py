"""The OpenAPI schemas of cases."""

from datetime import datetime
from typing import Any

from pydantic import Field

from rca_dashboard.api.schemas import Schema
from rca_dashboard.domain.cases.case import Stage, TicketRole
from rca_dashboard.domain.cases.parts import ActionKind, HypothesisState, Stance, SuspectState, VerdictKind

Differing = dict[str, tuple[Any, Any]]


class ListedCaseSchema(Schema):
    """A case in a list."""

    number: str
    title: str
    stage: Stage
    stage_label: str
    owner: str
    owner_has_left: bool = Field(description="The owner's account is disabled.")
    version: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    ticket_count: int
    recurrence_count: int
    open_actions: int
    overdue_actions: int
    verdict: VerdictKind | None


class IsNotSchema(Schema):
    """A line of the IS / IS NOT table: `n` of `of` tickets of the case, `rest_n` of `rest_of` others."""

    field: str
    label: str
    holds: str
    but_not: str
    note: str
    n: int
    of: int
    rest_n: int
    rest_of: int
    lift: float | None
    is_edited: bool


class HypothesisSchema(Schema):
    """A possible cause."""

    id: int
    parent: int
    bone: str
    text: str
    state: HypothesisState
    reason: str
    position: int
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime


class EvidenceSchema(Schema):
    """What speaks for a hypothesis or against it, with what was seen."""

    id: int
    hypothesis: int
    stance: Stance
    kind: str
    text: str
    sys_id: str
    number: str
    snapshot: dict[str, Any]
    answer: str
    answered_by: str
    created_by: str
    created_at: datetime


class ActionSchema(Schema):
    """What is done about the cause."""

    id: int
    kind: ActionKind
    text: str
    owner: str
    due_at: datetime | None
    done_at: datetime | None
    done_by: str
    verified_at: datetime | None
    verified_by: str
    created_by: str
    created_at: datetime
    is_verified: bool
    is_overdue: bool


class CaseChangeSchema(Schema):
    """A judgement on a change; without a number, that none of the suspects was it."""

    id: int
    sys_id: str
    number: str
    state: SuspectState
    rank: int
    reason: str
    by: str
    at: datetime
    snapshot: dict[str, Any]


class ApprovalSchema(Schema):
    """The newest approval. It is stale if something was edited since, which `difference` says."""

    by: str
    at: datetime
    version: int
    comment: str
    is_valid: bool
    is_own: bool = Field(description="The approver owns the case by now.")
    difference: Differing


class VerdictSchema(Schema):
    """Whether the fix held."""

    id: int
    kind: VerdictKind
    at: datetime
    look: int
    by: str
    sys_id: str
    number: str
    text: str
    figures: dict[str, Any]
    accepted_by: str
    reason: str


class CaseSchema(Schema):
    """A case; its tickets are at `/cases/{number}/tickets`."""

    number: str
    title: str
    statement: str
    stage: Stage
    stage_label: str
    owner: str
    owner_has_left: bool
    version: int = Field(description="What `If-Match` expects; also in `ETag`.")
    revision: int = Field(description="The `seq` of its last event.")
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime
    closed_at: datetime | None
    trigger_at: datetime | None
    fixed_at: datetime | None
    is_not: list[IsNotSchema]
    alternatives: str
    review: str
    signature: dict[str, Any]
    cluster: int
    burst: int
    ticket_count: int
    recurrence_count: int
    hypotheses: list[HypothesisSchema]
    evidence: list[EvidenceSchema]
    actions: list[ActionSchema]
    changes: list[CaseChangeSchema]
    approval: ApprovalSchema | None
    verdicts: list[VerdictSchema]
    next_stage: Stage | None
    missing: list[str] = Field(description="What it needs for the next stage.")
    lacking: list[str] = Field(description="What its own stage lacks by now.")


class CaseTicketSchema(Schema):
    """A ticket of a case, as it was when it was added."""

    sys_id: str
    number: str
    role: TicketRole
    summary: str
    opened_at: datetime | None
    added_by: str
    added_at: datetime


class RuledOut(Schema):
    """A hypothesis of a similar case, and why it was confirmed or refuted."""

    text: str
    reason: str


class SimilarCaseSchema(Schema):
    """A case that is like this one, what its cause was, and what was ruled out in it."""

    number: str
    title: str
    stage: Stage
    closed_at: datetime | None
    owner: str
    likeness: float = Field(description="From 0 to 1.")
    words: list[str]
    is_same_cluster: bool
    causes: list[RuledOut]
    ruled_out: list[RuledOut]


class CaseEventSchema(Schema):
    """What happened to a case."""

    seq: int
    at: datetime
    by: str
    kind: str
    subject: int
    sys_id: str
    version: int
    changes: Differing
    text: str
