"""Cases as REST returns them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from rca_dashboard.domain.cases.acting import is_overdue
from rca_dashboard.domain.cases.approval import ApprovalState, approval_state
from rca_dashboard.domain.cases.case import STAGE_LABELS, Case, CaseEvent, CaseTicket
from rca_dashboard.domain.cases.content import Difference, as_json
from rca_dashboard.domain.cases.gates import is_verified, missing_for, next_stage
from rca_dashboard.domain.cases.is_is_not import IsNotLine
from rca_dashboard.domain.cases.likeness import SimilarCase
from rca_dashboard.domain.cases.parts import HypothesisState
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

_OWN = (
    *("number", "title", "statement", "stage", "owner", "owner_has_left", "version", "revision"),
    *("created_by", "created_at", "updated_by", "updated_at", "closed_at", "trigger_at", "fixed_at"),
    *("is_not", "alternatives", "review", "signature", "cluster", "burst", "ticket_count", "recurrence_count"),
)
_LISTED = (
    *("number", "title", "stage", "owner", "owner_has_left", "version", "created_at", "updated_at", "closed_at"),
    *("ticket_count", "recurrence_count"),
)


def case_json(case: Case, now: datetime) -> dict[str, Json]:
    """Return a case with all its parts, and what it needs for its next stage."""
    following = next_stage(case)
    return {
        **_named(case, _OWN),
        "stage_label": STAGE_LABELS[case.stage],
        "hypotheses": [_whole(each) for each in case.hypotheses],
        "evidence": [_whole(each) for each in case.evidence],
        "actions": [
            {**_whole(each), "is_verified": is_verified(each), "is_overdue": is_overdue(each, now)}
            for each in case.actions
        ],
        "changes": [_whole(each) for each in case.changes],
        "approval": _approval(approval_state(case)),
        "verdicts": [_whole(each) for each in case.verdicts],
        "next_stage": following.value if following else None,
        "missing": list(missing_for(case, following)) if following else [],
        "lacking": list(missing_for(case, case.stage)),
    }


def listed_case_json(case: Case, now: datetime) -> dict[str, Json]:
    """Return a case as a list shows it."""
    undone = [action for action in case.actions if action.done_at is None]
    return {
        **_named(case, _LISTED),
        "stage_label": STAGE_LABELS[case.stage],
        "open_actions": len(undone),
        "overdue_actions": sum(is_overdue(action, now) for action in undone),
        "verdict": case.verdicts[-1].kind.value if case.verdicts else None,
    }


def case_ticket_json(ticket: CaseTicket) -> dict[str, Json]:
    """Return a ticket of a case."""
    return _whole(ticket)


def is_not_json(line: IsNotLine) -> dict[str, Json]:
    """Return a line of the IS / IS NOT table."""
    return _whole(line)


def similar_case_json(found: SimilarCase) -> dict[str, Json]:
    """Return a similar case, with what was ruled out there."""
    return {
        **_named(found.case, ("number", "title", "stage", "closed_at", "owner")),
        "likeness": found.likeness,
        "words": list(found.words),
        "is_same_cluster": found.is_same_cluster,
        "causes": [
            {"text": each.text, "reason": each.reason}
            for each in found.case.hypotheses
            if each.state is HypothesisState.CONFIRMED
        ],
        "ruled_out": [{"text": each.text, "reason": each.reason} for each in found.refuted],
    }


def event_json(event: CaseEvent) -> dict[str, Json]:
    """Return an event of a case."""
    return {**_whole(event), "changes": difference_json(event.changes)}


def difference_json(changes: Difference) -> dict[str, Json]:
    """Return the fields that differ, each with its old and its new value."""
    return {name: [old, new] for name, (old, new) in changes.items()}


def _approval(state: ApprovalState) -> Mapping[str, Json] | None:
    found = state.approval
    if found is None:
        return None
    return {
        "by": found.by,
        "at": to_iso(found.at),
        "version": found.version,
        "comment": found.comment,
        "is_valid": state.is_valid,
        "is_own": state.is_own,
        "difference": difference_json(state.difference),
    }


def _named(case: Case, names: tuple[str, ...]) -> dict[str, Json]:
    return {name: as_json(getattr(case, name)) for name in names}


def _whole(part: Any) -> dict[str, Json]:  # noqa: ANN401 - any part of a case
    return {each.name: as_json(getattr(part, each.name)) for each in fields(part)}
