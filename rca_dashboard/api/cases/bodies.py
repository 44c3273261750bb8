"""The bodies of requests about cases, and what they become in the domain."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from rca_dashboard.domain.cases.case import Stage, TicketRole
from rca_dashboard.domain.cases.editing import LONGEST_BONE, MOST_TICKETS
from rca_dashboard.domain.cases.is_is_not import IsNotLine
from rca_dashboard.domain.cases.parts import ActionKind, HypothesisState, Stance, SuspectState
from rca_dashboard.domain.cases.starting import LONGEST_TEXT, LONGEST_TITLE

LARGEST_ID = 2**31 - 1
LARGEST_KEY = 2**53
# What can be taken away again.
_TIMES = frozenset({"due_at", "trigger_at"})

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
TicketName = Annotated[str, Field(min_length=1, max_length=100, description="A ticket's sys_id or number.")]
PartId = Annotated[int, Field(ge=1, le=LARGEST_ID)]


def _with_zone(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _is_plain(value: dict[str, Any]) -> dict[str, Any]:
    """Check that an object can be stored as JSON: Python reads NaN, which JSON does not have."""
    if len(json.dumps(value, allow_nan=False)) > LONGEST_TEXT:
        message = f"should have at most {LONGEST_TEXT} characters"
        raise ValueError(message)
    return value


Moment = Annotated[datetime | None, AfterValidator(_with_zone)]
PlainObject = Annotated[dict[str, Any], AfterValidator(_is_plain)]


class Body(BaseModel):
    """A JSON object with these keys and no others."""

    model_config = ConfigDict(extra="forbid")

    def given(self, *without: str) -> dict[str, Any]:
        """Return the values that the request contains; null counts as a value for times alone."""
        found = {name: getattr(self, name) for name in self.model_fields_set if name not in without}
        return {name: value for name, value in found.items() if value is not None or name in _TIMES}


class NewCase(Body):
    """A case to start; without a title it gets that of its cluster or burst."""

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    statement: Text = ""
    owner: Annotated[str, Field(max_length=200, description="Whoever starts it, unless named.")] = ""
    tickets: Annotated[list[TicketName], Field(max_length=MOST_TICKETS)] = []
    cluster: Annotated[int | None, Field(ge=1, le=LARGEST_KEY, description="Add a cluster's tickets.")] = None
    burst: Annotated[int | None, Field(ge=1, le=LARGEST_KEY, description="Add a burst's tickets.")] = None


class IsNotBody(Body):
    """A line of the IS / IS NOT table."""

    field: Annotated[str, Field(max_length=100)] = ""
    label: Annotated[str, Field(min_length=1, max_length=200)]
    holds: Text = ""
    but_not: Text = ""
    note: Text = ""
    n: Annotated[int, Field(ge=0, le=LARGEST_KEY)] = 0
    of: Annotated[int, Field(ge=0, le=LARGEST_KEY)] = 0
    rest_n: Annotated[int, Field(ge=0, le=LARGEST_KEY)] = 0
    rest_of: Annotated[int, Field(ge=0, le=LARGEST_KEY)] = 0
    lift: Annotated[float | None, Field(ge=0, le=1e9)] = None
    is_edited: StrictBool = True


class ChangedCase(Body):
    """What to change of a case; what is left out stays."""

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    statement: Text = ""
    owner: Annotated[str, Field(max_length=200)] = ""
    alternatives: Annotated[str, Field(max_length=LONGEST_TEXT, description="Why no other cause was considered.")] = ""
    review: Text = ""
    signature: Annotated[PlainObject, Field(description="By which tickets it is seen that it came back.")] = {}
    is_not: Annotated[list[IsNotBody], Field(max_length=100)] = []
    trigger_at: Moment = None

    def values(self) -> dict[str, Any]:
        """Return the case's fields that change."""
        given = self.given()
        if "is_not" in given:
            given["is_not"] = tuple(IsNotLine(**line.model_dump()) for line in self.is_not)
        return given


class CaseTickets(Body):
    """Tickets that are added to a case, get another role, or leave it."""

    tickets: Annotated[list[TicketName], Field(min_length=1, max_length=MOST_TICKETS)]
    role: TicketRole = TicketRole.AFFECTED
    remove: StrictBool = False


class HypothesisBody(Body):
    """A hypothesis: without an id a new one, with an id what changes of it."""

    id: PartId | None = None
    text: Text = ""
    parent: Annotated[int, Field(ge=0, le=LARGEST_ID, description="What it explains; 0 at the top.")] = 0
    bone: Annotated[str, Field(max_length=LONGEST_BONE, description="Its bone of the fishbone diagram.")] = ""
    state: HypothesisState = HypothesisState.OPEN
    reason: Annotated[str, Field(max_length=LONGEST_TEXT, description="Why it is confirmed or refuted.")] = ""
    remove: StrictBool = False


class EvidenceBody(Body):
    """Evidence: without an id a new piece, with an id what changes of it."""

    id: PartId | None = None
    hypothesis: PartId | None = None
    stance: Stance = Stance.FOR
    text: Text = ""
    ticket: Annotated[TicketName | None, Field(description="The ticket or change: what is seen now is kept.")] = None
    answer: Annotated[str, Field(max_length=LONGEST_TEXT, description="Why it does not refute.")] = ""
    remove: StrictBool = False


class ActionBody(Body):
    """An action: without an id a new one, with an id what changes of it."""

    id: PartId | None = None
    kind: ActionKind = ActionKind.REMOVE
    text: Text = ""
    owner: Annotated[str, Field(max_length=200)] = ""
    due_at: Moment = None
    is_done: StrictBool = False
    is_verified: Annotated[StrictBool, Field(description="By somebody other than its owner and who did it.")] = False
    remove: StrictBool = False


class ChangeBody(Body):
    """A judgement on a suspected change; without a change, that none of the suspects was it."""

    change: TicketName | None = None
    state: SuspectState = SuspectState.SUSPECT
    reason: Annotated[str, Field(max_length=LONGEST_TEXT, description="Needed to confirm or refute.")] = ""
    rank: Annotated[
        int, Field(ge=0, le=LARGEST_ID, deprecated=True, description="Without effect: the place it has is kept.")
    ] = 0


class StageBody(Body):
    """The stage that a case is to reach."""

    stage: Stage


class ApprovalBody(Body):
    """What the approver says."""

    comment: Text = ""


class NoteBody(Body):
    """A note or a decision for the timeline."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")]


class AcceptedVerdict(Body):
    """Somebody accepts by name that it cannot be known whether the fix held."""

    kind: Literal["cannot_be_known"]
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")]
