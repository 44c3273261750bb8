"""The parts of a case: hypotheses, evidence, actions, suspected changes, approvals and verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rca_dashboard.domain.json_types import Json

# What is called a bone of the fishbone diagram; a hypothesis may have another one, or none.
BONES = ("people", "process", "technology", "environment", "supplier", "measurement")


class HypothesisState(StrEnum):
    """What is known of a hypothesis."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class Stance(StrEnum):
    """Whether evidence speaks for its hypothesis or against it."""

    FOR = "for"
    AGAINST = "against"


class ActionKind(StrEnum):
    """What an action does to the cause: remove it, notice it sooner, or limit its harm."""

    REMOVE = "remove"
    DETECT = "detect"
    LIMIT = "limit"


class SuspectState(StrEnum):
    """What people have said about a change that preceded the trigger."""

    SUSPECT = "suspect"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class VerdictKind(StrEnum):
    """Whether a fix held."""

    CAME_BACK = "came_back"
    FEWER = "fewer"
    CANNOT_BE_TOLD_APART = "cannot_be_told_apart"
    TOO_EARLY = "too_early"
    CANNOT_BE_KNOWN = "cannot_be_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """A change that may have caused the trigger.

    Attributes:
        sys_id: The change's; empty for "none of these", which is a judgement on all suspects.
        rank: Its place among the suspects when it was judged, from 1; 0 if it was added by hand.
        snapshot: What was shown of it then: when its work ended, what it shares, its base rate.
    """

    id: int = 0
    sys_id: str = ""
    number: str = ""
    state: SuspectState = SuspectState.SUSPECT
    rank: int = 0
    reason: str = ""
    by: str = ""
    at: datetime
    snapshot: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """A possible cause: below its parent in the tree of whys, and on its bone of the fishbone diagram.

    Attributes:
        parent: The id of the hypothesis that this one explains; 0 at the top.
        reason: Why it was confirmed or refuted.
    """

    id: int = 0
    parent: int = 0
    bone: str = ""
    text: str
    state: HypothesisState = HypothesisState.OPEN
    reason: str = ""
    position: int = 0
    created_by: str = ""
    created_at: datetime
    updated_by: str = ""
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for a hypothesis or against it.

    Attributes:
        hypothesis: The hypothesis's id.
        kind: What was seen: a ``ticket``, a ``change``, a ``chart`` or a ``note``.
        sys_id: The ticket's or change's; empty for others.
        snapshot: What was seen when the evidence was added.
        answer: Why evidence against it does not refute it; empty as long as it is unanswered.
    """

    id: int = 0
    hypothesis: int
    stance: Stance = Stance.FOR
    kind: str = "note"
    text: str = ""
    sys_id: str = ""
    number: str = ""
    snapshot: Mapping[str, Json] = field(default_factory=dict[str, Json])
    answer: str = ""
    answered_by: str = ""
    created_by: str = ""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAction:
    """What is done about the cause. Somebody other than its owner, and than who reported it done, verifies it."""

    id: int = 0
    kind: ActionKind = ActionKind.REMOVE
    text: str
    owner: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str = ""
    verified_at: datetime | None = None
    verified_by: str = ""
    created_by: str = ""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person's approval of a case as it was: ``content`` holds what they approved, to compare it later."""

    id: int = 0
    by: str
    at: datetime
    version: int
    comment: str = ""
    content: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found at a planned look, or at once when the incident came back.

    Attributes:
        look: Which of the planned looks it was, from 1; 0 for one between them.
        by: Who gave it: empty for the app.
        sys_id: The ticket with which the incident came back.
        figures: The rate ratio, its interval, what was counted.
        accepted_by: Who accepts that it cannot be known, with their reason.
    """

    id: int = 0
    kind: VerdictKind
    at: datetime
    look: int = 0
    by: str = ""
    sys_id: str = ""
    number: str = ""
    text: str = ""
    figures: Mapping[str, Json] = field(default_factory=dict[str, Json])
    accepted_by: str = ""
    reason: str = ""
