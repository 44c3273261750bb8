"""A case, its tickets and its events, as they are stored. All of them are values: an edit makes a new case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rca_dashboard.domain.cases.is_is_not import IsNotLine
from rca_dashboard.domain.cases.parts import Approval, CaseAction, CaseChange, Evidence, Hypothesis, Verdict
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

NUMBER_PREFIX = "RCA-"
# The name of a case's entries in the feed; a table of ServiceNow begins with a letter that its administrator chose.
CASE_TABLE = "rca_case"
# The kind of the event that a ticket joined a fixed case whose signature it fits.
CAME_BACK = "came_back"
# A longer one is no number of a case: it would not fit into the column.
_MOST_DIGITS = 9


class Stage(StrEnum):
    """How far a case is; the values are those of REST."""

    NEW = "new"
    INVESTIGATING = "investigating"
    CAUSE_FOUND = "cause_found"
    FIXING = "fixing"
    WATCHING = "watching"
    CLOSED = "closed"


STAGES = tuple(Stage)
STAGE_LABELS: Mapping[Stage, str] = {
    Stage.NEW: "New",
    Stage.INVESTIGATING: "Investigating",
    Stage.CAUSE_FOUND: "Cause found",
    Stage.FIXING: "Fixing",
    Stage.WATCHING: "Watching",
    Stage.CLOSED: "Closed",
}


class TicketRole(StrEnum):
    """What a ticket is to a case."""

    AFFECTED = "affected"
    TRIGGER = "trigger"
    RECURRENCE = "recurrence"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTicket:
    """A ticket of a case, with what it was when it was added: it stays readable when the ticket is deleted."""

    sys_id: str
    number: str
    role: TicketRole = TicketRole.AFFECTED
    summary: str = ""
    opened_at: datetime | None = None
    added_by: str = ""
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCase:
    """The case that a ticket belongs to, and what the ticket is to it."""

    number: str
    role: TicketRole
    fixed_at: datetime | None = None

    def label(self, now: datetime) -> str:
        """Return what a row says, such as "RCA-12, fixed 23 days ago": the fix, where the ticket came after it."""
        if self.role is not TicketRole.RECURRENCE or self.fixed_at is None:
            return self.number
        days = max(0, (now - self.fixed_at).days)
        return f"{self.number}, fixed {days} {'day' if days == 1 else 'days'} ago"

    def as_json(self, now: datetime) -> dict[str, Json]:
        """Return the case as JSON for REST."""
        fixed_at = to_iso(self.fixed_at)
        return {"number": self.number, "role": self.role.value, "fixed_at": fixed_at, "label": self.label(now)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case with everything but its tickets, of which there may be thousands.

    Attributes:
        version: Rises with each edit of the case or of a part of it.
        revision: The ``seq`` of its last event.
        alternatives: Why no other hypothesis was considered, if none was.
        signature: By which tickets it is recognised that the incident comes back; fixed once the case is watched.
        fixed_at: When the last removing action was done: what is counted later is "after".
        cluster: The cluster from which it was started; 0 for none.
        burst: The burst from which it was started; 0 for none.
        ticket_count: How many tickets it has, without the recurrences.
        recurrence_count: How many tickets came after the fix and fit its signature.
        owner_has_left: The owner's account is disabled.
        hidden: The parts that this reader may not see, as they are named in its content: ``evidence.5``.
    """

    id: int = 0
    title: str
    statement: str = ""
    stage: Stage = Stage.NEW
    owner: str = ""
    version: int = 1
    revision: int = 0
    created_by: str = ""
    created_at: datetime
    updated_by: str = ""
    updated_at: datetime
    closed_at: datetime | None = None
    is_not: tuple[IsNotLine, ...] = ()
    alternatives: str = ""
    review: str = ""
    signature: Mapping[str, Json] = field(default_factory=dict[str, Json])
    trigger_at: datetime | None = None
    fixed_at: datetime | None = None
    cluster: int = 0
    burst: int = 0
    ticket_count: int = 0
    recurrence_count: int = 0
    owner_has_left: bool = False
    hidden: frozenset[str] = frozenset()
    hypotheses: tuple[Hypothesis, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    actions: tuple[CaseAction, ...] = ()
    changes: tuple[CaseChange, ...] = ()
    approvals: tuple[Approval, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def number(self) -> str:
        """The case's name: ``RCA-12``."""
        return case_number(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """What happened to a case; its ``seq`` is that of the feed.

    Attributes:
        kind: Such as ``created``, ``edited``, ``stage``, ``hypothesis_added``, ``approved``.
        subject: The id of the part that it happened to; 0 for the case itself.
        sys_id: The one ticket or change that it is about; empty for none or several.
        version: The case's version after it.
        changes: The fields that changed, each with its old and its new value.
        text: In words.
    """

    seq: int = 0
    at: datetime
    by: str
    kind: str
    subject: int = 0
    sys_id: str = ""
    version: int = 0
    changes: Mapping[str, tuple[Json, Json]] = field(default_factory=dict[str, tuple[Json, Json]])
    text: str = ""


def case_number(case_id: int) -> str:
    """Return the name of the case with this id."""
    return f"{NUMBER_PREFIX}{case_id}"


def case_id_of(number: str) -> int:
    """Return the id in a case's name, in any spelling of ``RCA-12`` or as ``12``; 0 if it is no such name."""
    digits = number.strip().upper().removeprefix(NUMBER_PREFIX)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else 0
