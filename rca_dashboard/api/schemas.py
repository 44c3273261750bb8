"""The OpenAPI schemas of responses. Responses are not built from them: a test compares each with its schema."""

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Data = TypeVar("Data")


class Schema(BaseModel):
    """A JSON object with these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class ReferenceSchema(Schema):
    """A reference to another record: its sys_id and its display value."""

    id: str
    name: str


class SlaSchema(Schema):
    """A service level of a ticket, from `task_sla`."""

    name: str
    stage: str = Field(description="ServiceNow's value, such as `in_progress`, `paused` or `completed`.")
    due_at: datetime | None = Field(description="The planned end.")
    breached: bool
    paused: bool


class TicketCaseSchema(Schema):
    """The case that a ticket belongs to; the newest, of several."""

    number: str = Field(description="Such as RCA-12.")
    role: Literal["affected", "trigger", "recurrence"] = Field(
        description="What the ticket is to it; `recurrence`: it came after the fix and fits the case's signature."
    )
    fixed_at: datetime | None
    label: str = Field(description="What the ticket's row says, such as `RCA-12, fixed 23 days ago`.")


class TicketFields(Schema):
    """A ticket. `state` is ServiceNow's value, `status` its label for that table.

    `labels` are the display values of other choice fields, where they differ from the values.
    """

    sys_id: str
    ticket_id: str = Field(description="The number, such as INC0010019; numbers can repeat.")
    table: str
    source: str = Field(description="How the ticket was reported: ServiceNow's contact type.")
    short_description: str
    description: str
    category: str
    subcategory: str
    status: str
    state: str
    priority: int | None = Field(description="1 (critical) to 5 (planning).")
    impact: int | None
    urgency: int | None
    opened_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime | None
    requester: ReferenceSchema | None
    assigned_to: ReferenceSchema | None
    assignment_group: ReferenceSchema | None
    company: ReferenceSchema | None
    location: ReferenceSchema | None
    cmdb_ci: ReferenceSchema | None
    business_service: ReferenceSchema | None
    problem: ReferenceSchema | None
    close_code: str
    close_notes: str
    tags: list[str]
    url: str = Field(description="The ticket's page in ServiceNow; empty in demo mode.")
    is_deleted: bool
    revision: int = Field(description="The `seq` of the ticket's last change in the feed.")
    is_active: bool
    labels: dict[str, str]
    sla: list[SlaSchema] = Field(description="Service levels, those that still run first.")
    due_at: datetime | None = Field(description="When the first service level whose time runs ends.")


class ListedTicket(TicketFields):
    """A ticket of a list."""

    case: TicketCaseSchema | None = Field(description="The case that it belongs to, if the caller may see that.")


class Stats(Schema):
    """The number of tickets, without deleted ones; the key `""` stands for no value."""

    all: int
    open: int
    closed: int
    by_priority: dict[str, int]
    by_category: dict[str, int]
    by_status: dict[str, int]


class Event(Schema):
    """A change: each field's old and new value. `seq` increases by one, without gaps.

    The type `case` says that something happened to a case, with its number as `ticket_id`;
    `/cases/{number}/events` says what.
    """

    seq: int
    at: datetime
    type: Literal["new_ticket", "updated_ticket", "deleted_ticket", "case"]
    table: str
    sys_id: str
    ticket_id: str
    changes: dict[str, tuple[Any, Any]]


class ActivityEntry(Schema):
    """A comment, a work note, or a change of fields with each field's old and new value."""

    at: datetime | None = Field(description="Null for a journal that cannot be parsed, which is one entry.")
    author: str = Field(description="Empty if unknown.")
    kind: Literal["comment", "work_note", "change"]
    text: str = Field(description="The message, or what the author did: `moved it to On Hold`.")
    changes: dict[str, tuple[Any, Any]]


class PollCounts(Schema):
    """The counts of a poll."""

    new: int
    updated: int
    unchanged: int = Field(description="Tickets that were read again and had not changed.")
    hidden: int = Field(description="Rows that ServiceNow counts but does not show to the account.")
    requests: int
    seconds: float
    error: str | None


class PollAnswer(PollCounts):
    """The counts of the last poll, and when it started."""

    at: datetime


class PollingStatus(Schema):
    """The polling status."""

    health: Literal["ok", "failing", "paused"]
    is_polling: bool = Field(description="Whether polls run on schedule: polling is not paused.")
    instance: str
    interval: str
    is_importing: bool
    imported: int
    to_import: int
    failing_since: datetime | None
    error: str | None
    succeeded_at: datetime | None
    next_at: datetime | None
    last: PollAnswer | None


class BulkImportStatus(Schema):
    """The status of the bulk import; the figures are totals over all tables."""

    state: Literal["idle", "running", "failed", "stopped", "done"] = Field(
        description="`failed` is retried automatically."
    )
    table: str = Field(description="The table that is being imported.")
    imported: int
    to_import: int = Field(description="Rows that ServiceNow counted when the import started.")
    hidden: int = Field(description="Rows that ServiceNow counts but does not show to the account.")
    rows_per_second: float
    seconds_left: float | None
    started_at: datetime | None
    error: str | None


class Condition(Schema):
    """Whether the app is alive, or ready."""

    status: Literal["ok", "ready"]


class Pagination(Schema):
    """The page, and how many there are."""

    model_config = ConfigDict(alias_generator=to_camel)

    current_page: int
    limit: int
    total_count: int
    total_pages: int
    has_next_page: bool
    has_prev_page: bool


class Answer(Schema, Generic[Data]):
    """A successful response."""

    success: Literal[True]
    data: Data


class ListAnswer(Schema, Generic[Data]):
    """A successful response with a page of a list."""

    success: Literal[True]
    data: list[Data]
    pagination: Pagination


class ErrorSchema(Schema):
    """A machine-readable code and a sentence for people; for an edit of a case that is refused, also why."""

    code: str
    message: str
    missing: list[str] | None = Field(default=None, description="What the stage needs, each in words.")
    version: int | None = Field(default=None, description="The version that the case has by now.")
    difference: dict[str, tuple[Any, Any]] | None = Field(
        default=None, description="What others have changed since the version that you edited: the old and new values."
    )


class ErrorAnswer(Schema):
    """An error response."""

    success: Literal[False]
    error: ErrorSchema
