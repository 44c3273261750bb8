"""The gates between the stages: each says in words what a case still needs to pass it.

A case reaches a stage only if all gates up to it are met at that moment. Going back is always possible. What is edited
later never moves a case back by itself: the page says what its stage lacks by then.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from rca_dashboard.domain.cases.approval import approval_state
from rca_dashboard.domain.cases.case import STAGE_LABELS, STAGES, Case, Stage
from rca_dashboard.domain.cases.edit import Edit, GateNotMetError, same_person
from rca_dashboard.domain.cases.parts import (
    ActionKind,
    CaseAction,
    Evidence,
    Hypothesis,
    HypothesisState,
    Stance,
    VerdictKind,
)
from rca_dashboard.domain.shortened import shortened

_LONGEST_ECHO = 60


def missing_for(case: Case, stage: Stage) -> tuple[str, ...]:
    """Return what a case lacks for a stage, each in words; nothing if it may be there."""
    reached = STAGES[: STAGES.index(stage) + 1]
    return tuple(each for passed in reached for each in _GATES[passed](case))


def next_stage(case: Case) -> Stage | None:
    """Return the stage after a case's own; None for a closed one."""
    following = STAGES.index(case.stage) + 1
    return STAGES[following] if following < len(STAGES) else None


def move(case: Case, stage: Stage, at: datetime) -> Edit:
    """Move a case to a stage: forward through all gates up to it, back at any time.

    Raises:
        GateNotMetError: If a gate is not met.
    """
    if STAGES.index(stage) > STAGES.index(case.stage):
        missing = missing_for(case, stage)
        if missing:
            raise GateNotMetError(STAGE_LABELS[stage], missing)
    closed_at = at if stage is Stage.CLOSED else None
    moved = replace(case, stage=stage, closed_at=closed_at, fixed_at=_fixed_at(case, stage, at))
    if stage is case.stage:
        moved = case
    return Edit(case=moved, kind="stage", text=f"{STAGE_LABELS[case.stage]} → {STAGE_LABELS[stage]}")


def _fixed_at(case: Case, stage: Stage, at: datetime) -> datetime | None:
    """Return when the fix was in place: when the last removing action was done; kept until the case is fixed again."""
    if STAGES.index(stage) < STAGES.index(Stage.WATCHING):
        return None
    done = [action.done_at for action in _removing(case) if action.done_at]
    return case.fixed_at or max(done, default=at)


def _investigating(case: Case) -> Iterator[str]:
    if not case.owner:
        yield "an owner"
    elif case.owner_has_left:
        yield f"an owner who is still here: the account of {case.owner} is disabled"
    if not case.statement.strip():
        yield "a statement of the problem"
    if not case.ticket_count + case.recurrence_count:
        yield "a ticket"


def _cause_found(case: Case) -> Iterator[str]:
    confirmed = [each for each in case.hypotheses if each.state is HypothesisState.CONFIRMED]
    if not confirmed:
        yield "a confirmed hypothesis"
    elif not any(_holds(case, each) for each in confirmed):
        yield from _what_speaks_against(case, confirmed[0])
    refuted = [each for each in case.hypotheses if each.state is HypothesisState.REFUTED]
    if case.alternatives.strip() or any(_evidence(case, each, Stance.AGAINST) for each in refuted):
        return
    if refuted:
        yield f"evidence against “{_short(refuted[0].text)}”, which is refuted"
    else:
        yield "another hypothesis that is refuted with evidence, or why no other was considered"


def _holds(case: Case, hypothesis: Hypothesis) -> bool:
    return not any(_what_speaks_against(case, hypothesis))


def _what_speaks_against(case: Case, hypothesis: Hypothesis) -> Iterator[str]:
    if not _evidence(case, hypothesis, Stance.FOR):
        yield f"evidence for “{_short(hypothesis.text)}”"
    unanswered = [each for each in _evidence(case, hypothesis, Stance.AGAINST) if not each.answer.strip()]
    if unanswered:
        yield f"an answer to the evidence against “{_short(hypothesis.text)}”"


def _fixing(case: Case) -> Iterator[str]:
    removing = _removing(case)
    if not removing:
        yield "an action that removes the cause"
    elif not any(each.owner and each.due_at for each in removing):
        yield f"an owner and a due date for “{_short(removing[0].text)}”"


def _watching(case: Case) -> Iterator[str]:
    for action in _removing(case):
        if action.done_at is None:
            yield f"“{_short(action.text)}” to be done"
        elif not is_verified(action):
            yield f"“{_short(action.text)}” to be verified by somebody else"
    if not case.signature:
        yield "a signature: by which tickets it would be seen that it came back"


def _closed(case: Case) -> Iterator[str]:
    state = approval_state(case)
    if state.approval is None:
        yield "the approval of somebody who is not the owner"
    elif state.is_own:
        yield f"the approval of somebody who is not the owner: {state.approval.by} owns the case by now"
    elif state.difference:
        yield f"a new approval: the case was edited after {state.approval.by} approved version {state.approval.version}"
    if not has_verdict(case):
        yield "a verdict on the fix, or somebody who accepts by name that it cannot be known"


def is_verified(action: CaseAction) -> bool:
    """Return whether somebody other than its owner, and than who reported it done, has verified an action."""
    by = action.verified_by
    return bool(action.verified_at and by) and not same_person(by, action.owner) and not same_person(by, action.done_by)


def has_verdict(case: Case) -> bool:
    """Return whether the newest verdict lets a case be closed: that it is too early does not."""
    if not case.verdicts:
        return False
    newest = case.verdicts[-1]
    if newest.kind is VerdictKind.CANNOT_BE_KNOWN:
        return bool(newest.accepted_by.strip())
    return newest.kind is not VerdictKind.TOO_EARLY


def _removing(case: Case) -> list[CaseAction]:
    return [each for each in case.actions if each.kind is ActionKind.REMOVE]


def _evidence(case: Case, hypothesis: Hypothesis, stance: Stance) -> list[Evidence]:
    return [each for each in case.evidence if each.hypothesis == hypothesis.id and each.stance is stance]


def _short(text: str) -> str:
    return shortened(" ".join(text.split()), _LONGEST_ECHO)


def _nothing(_case: Case) -> Iterator[str]:
    yield from ()


_GATES: Mapping[Stage, Callable[[Case], Iterator[str]]] = {
    Stage.NEW: _nothing,
    Stage.INVESTIGATING: _investigating,
    Stage.CAUSE_FOUND: _cause_found,
    Stage.FIXING: _fixing,
    Stage.WATCHING: _watching,
    Stage.CLOSED: _closed,
}
