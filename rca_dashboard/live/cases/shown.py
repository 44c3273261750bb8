"""A case in the form in which its page shows it: pure functions of what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rca_dashboard.domain.cases.case import STAGE_LABELS, STAGES, Case, Stage
from rca_dashboard.domain.cases.is_is_not import IsNotLine
from rca_dashboard.domain.cases.parts import BONES, CaseAction, Evidence, Hypothesis, Stance
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.verdict.signature import signature_of
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.case_messages import (
    CaseBone,
    CaseStage,
    ShownAction,
    ShownEvidence,
    ShownHypothesis,
    ShownLine,
)

# Deeper whys are shown below one another: a phone has no more room.
MOST_STEPS = 5
_STEP_REM = 1.25
STATE_LABELS = {"open": "Open", "confirmed": "Confirmed", "refuted": "Refuted", "suspect": "Suspect"}
VERDICT_LABELS = {
    "came_back": "It came back",
    "fewer": "Fewer than before",
    "cannot_be_told_apart": "Cannot be told apart",
    "too_early": "Too early to know",
    "cannot_be_known": "Cannot be known",
}
KIND_LABELS = {"remove": "Remove the cause", "detect": "Detect sooner", "limit": "Limit the harm"}


def stages_of(case: Case) -> tuple[CaseStage, ...]:
    """Return the way of a case, with where it is."""
    here = STAGES.index(case.stage)
    places = ("done", "current", "next")
    return tuple(
        CaseStage(name=stage.value, label=STAGE_LABELS[stage], place=places[(at > here) - (at < here) + 1])
        for at, stage in enumerate(STAGES)
    )


def previous_stage(case: Case) -> Stage | None:
    """Return the stage before; None where the case is new."""
    before = STAGES.index(case.stage) - 1
    return STAGES[before] if before >= 0 else None


def hypotheses_of(case: Case) -> tuple[ShownHypothesis, ...]:
    """Return the hypotheses as a tree that is read from top to bottom: each below the one that it explains."""
    known = {each.id for each in case.hypotheses}
    children: dict[int, list[Hypothesis]] = {}
    for each in sorted(case.hypotheses, key=lambda one: (one.position, one.id)):
        children.setdefault(each.parent if each.parent in known else 0, []).append(each)
    evidence: dict[int, list[Evidence]] = {}
    for piece in case.evidence:
        evidence.setdefault(piece.hypothesis, []).append(piece)
    found: list[ShownHypothesis] = []
    waiting = [(each, 0) for each in reversed(children.get(0, []))]
    while waiting:
        hypothesis, depth = waiting.pop()
        found.append(_hypothesis(hypothesis, depth, evidence.get(hypothesis.id, ())))
        waiting += [(each, depth + 1) for each in reversed(children.pop(hypothesis.id, []))]
    return tuple(found)


def bones_of(hypotheses: Sequence[ShownHypothesis]) -> tuple[CaseBone, ...]:
    """Return the same hypotheses by bone: the usual bones first, and those without one last."""
    names = dict.fromkeys((*BONES, *(each.bone for each in hypotheses if each.bone), ""))
    bones = (CaseBone(name, name.capitalize() or "Other", _on(name, hypotheses)) for name in names)
    return tuple(bone for bone in bones if bone.hypotheses or bone.name in BONES)


def _on(bone: str, hypotheses: Sequence[ShownHypothesis]) -> tuple[ShownHypothesis, ...]:
    return tuple(each for each in hypotheses if each.bone == bone)


def _hypothesis(hypothesis: Hypothesis, depth: int, evidence: Sequence[Evidence]) -> ShownHypothesis:
    stances = [piece.stance for piece in evidence]
    return ShownHypothesis(
        id=hypothesis.id,
        parent=hypothesis.parent,
        text=hypothesis.text,
        bone=hypothesis.bone,
        state=hypothesis.state.value,
        state_label=STATE_LABELS[hypothesis.state.value],
        reason=hypothesis.reason,
        indent=f"{min(depth, MOST_STEPS) * _STEP_REM}rem",
        by=hypothesis.updated_by or hypothesis.created_by,
        evidence=tuple(_evidence(piece) for piece in evidence),
        supports=stances.count(Stance.FOR),
        contradicts=stances.count(Stance.AGAINST),
    )


def _evidence(piece: Evidence) -> ShownEvidence:
    return ShownEvidence(
        id=piece.id,
        stance=piece.stance.value,
        text=piece.text,
        number=piece.number,
        snapshot=snapshot_text(piece.snapshot),
        by=piece.created_by,
        at=to_milliseconds(piece.created_at),
        answer=piece.answer,
        answered_by=piece.answered_by,
    )


def snapshot_text(snapshot: Mapping[str, Json]) -> str:
    """Return what was seen then, as lines of a name and a value."""
    return "\n".join(
        f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in snapshot.items() if value not in (None, "")
    )


def signature_text(signature: Mapping[str, Json]) -> str:
    """Return by which tickets it is seen that it came back, in words; empty if nobody has said."""
    found = signature_of(signature)
    return "" if found.is_empty else found.in_words().capitalize()


def actions_of(case: Case, now: datetime) -> tuple[ShownAction, ...]:
    """Return the actions: overdue ones first, then open ones by when they are due, then those that are done."""
    shown = [_action(each, now) for each in case.actions]
    far = 2**60
    return tuple(sorted(shown, key=lambda each: (bool(each.done_at), each.due_at or far, each.id)))


def is_overdue(action: CaseAction, now: datetime) -> bool:
    """Return whether an action should have been done by now."""
    return action.done_at is None and action.due_at is not None and action.due_at < now


def _action(action: CaseAction, now: datetime) -> ShownAction:
    state = "verified" if action.verified_at else "done" if action.done_at else "open"
    return ShownAction(
        id=action.id,
        kind=action.kind.value,
        kind_label=KIND_LABELS[action.kind.value],
        text=action.text,
        owner=action.owner,
        due_at=to_milliseconds(action.due_at),
        due_day=due_day(action.due_at),
        is_overdue=is_overdue(action, now),
        state=state,
        done_at=to_milliseconds(action.done_at),
        done_by=action.done_by,
        verified_at=to_milliseconds(action.verified_at),
        verified_by=action.verified_by,
    )


def due_day(due_at: datetime | None) -> str:
    """Return the day of a time as a form's field holds it; empty for none."""
    return f"{due_at:%Y-%m-%d}" if due_at else ""


def kind_and_due(action: CaseAction) -> str:
    """Return what an action is to do and when it is due: what a form replaces at once."""
    return f"{KIND_LABELS[action.kind.value]}, {due_day(action.due_at)}"


def lines_of(lines: Iterable[IsNotLine]) -> tuple[ShownLine, ...]:
    """Return the IS / IS NOT table with the figures of each line in words."""
    return tuple(
        ShownLine(
            key=place,
            label=line.label,
            holds=line.holds,
            but_not=line.but_not,
            note=line.note,
            figures=_figures(line),
            is_edited=line.is_edited,
        )
        for place, line in enumerate(lines)
    )


def _figures(line: IsNotLine) -> str:
    if not line.of:
        return ""
    here = f"{line.n} of {line.of}"
    if line.lift is None:
        return f"{here}; none of {line.rest_of:,} others"
    return f"{here}; {line.lift:.1f} times as often as in {line.rest_of:,} others"
