"""Cases as browsers are sent them. Times are ms since 1970 by the server's clock, and 0 where there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case on the board and in the list.

    Attributes:
        stage: Its name in the address and over REST.
        overdue: How many of its actions are overdue.
        due_at: When its next open action is due.
    """

    number: str
    title: str
    stage: str
    stage_label: str
    owner: str
    owner_has_left: bool
    tickets: int
    actions: int
    overdue: int
    due_at: int
    updated_at: int
    verdict: str


@dataclass(frozen=True, slots=True)
class StageColumn:
    """A column of the board, with its cases; ``total`` counts those that are left out too."""

    stage: str
    label: str
    rows: tuple[CaseRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CaseBoard:
    """All cases, those with overdue actions first. ``rev`` is -1 before the first read."""

    rev: int = -1
    rows: tuple[CaseRow, ...] = ()
    columns: tuple[StageColumn, ...] = ()
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class CaseStage:
    """A stage of the case's way, as a step that is done, that is current or that is next."""

    name: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """What speaks for or against a hypothesis, and what was seen then."""

    id: int
    stance: str
    text: str
    number: str
    snapshot: str
    by: str
    at: int
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class ShownHypothesis:
    """A possible cause.

    Attributes:
        indent: How far it is moved to the right: by a step for each why above it.
    """

    id: int
    parent: int
    text: str
    bone: str
    state: str
    state_label: str
    reason: str
    indent: str
    by: str
    evidence: tuple[ShownEvidence, ...]
    supports: int
    contradicts: int


@dataclass(frozen=True, slots=True)
class CaseBone:
    """A bone of the fishbone, with its hypotheses."""

    name: str
    label: str
    hypotheses: tuple[ShownHypothesis, ...]


@dataclass(frozen=True, slots=True)
class ShownAction:
    """Something to do."""

    id: int
    kind: str
    kind_label: str
    text: str
    owner: str
    due_at: int
    due_day: str
    is_overdue: bool
    state: str
    done_at: int
    done_by: str
    verified_at: int
    verified_by: str


@dataclass(frozen=True, slots=True)
class ShownCaseTicket:
    """A ticket of the case, as it is now or as it was last seen."""

    sys_id: str
    number: str
    text: str
    status: str
    role: str
    role_label: str
    opened_at: int
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class ShownSuspect:
    """A change that people have judged."""

    number: str
    text: str
    state: str
    state_label: str
    reason: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the IS / IS NOT table; ``figures`` says how many tickets, and how much more often than elsewhere."""

    key: int
    label: str
    holds: str
    but_not: str
    note: str
    figures: str
    is_edited: bool


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """What happened, on the timeline: ``lane`` is ticket, change, note or decision."""

    key: str
    at: int
    lane: str
    kind: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownApproval:
    """A person's approval; ``changed`` says what was edited since."""

    by: str
    at: int
    comment: str
    is_valid: bool
    changed: str


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """Whether the fix held; ``kind`` is empty before the first look."""

    kind: str = ""
    label: str = ""
    text: str = ""
    at: int = 0
    number: str = ""
    accepted_by: str = ""
    reason: str = ""


_NO_VERDICT = ShownVerdict()


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as its page shows it. ``rev`` is -1 before the first read.

    Attributes:
        missing: What the next stage needs, in words.
        ticket_count: How many tickets it has, of which ``tickets`` are the first ones.
        changed_by: Who has saved the current version.
    """

    key: str = ""
    rev: int = -1
    boot: str = ""
    is_known: bool = False
    number: str = ""
    version: int = 0
    title: str = ""
    statement: str = ""
    owner: str = ""
    owner_has_left: bool = False
    stage: str = ""
    stage_label: str = ""
    next_stage: str = ""
    next_label: str = ""
    previous_stage: str = ""
    previous_label: str = ""
    alternatives: str = ""
    review: str = ""
    signature: str = ""
    changed_by: str = ""
    created_at: int = 0
    created_by: str = ""
    updated_at: int = 0
    stages: tuple[CaseStage, ...] = ()
    missing: tuple[str, ...] = ()
    lines: tuple[ShownLine, ...] = ()
    hypotheses: tuple[ShownHypothesis, ...] = ()
    bones: tuple[CaseBone, ...] = ()
    actions: tuple[ShownAction, ...] = ()
    tickets: tuple[ShownCaseTicket, ...] = ()
    ticket_count: int = 0
    recurrence_count: int = 0
    burst: int = 0
    cluster: int = 0
    changes: tuple[ShownSuspect, ...] = ()
    events: tuple[TimelineEvent, ...] = ()
    approvals: tuple[ShownApproval, ...] = ()
    verdict: ShownVerdict = _NO_VERDICT
