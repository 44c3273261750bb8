"""Actions and judgements on changes: what is done, who says so, and who has verified it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.edit import Edit, InvalidCaseError, NotAllowedError, same_person
from rca_dashboard.domain.cases.editing import check_count, check_text, part_of, with_part
from rca_dashboard.domain.cases.parts import CaseAction, CaseChange, SuspectState


def put_action(case: Case, by: str, at: datetime, values: Mapping[str, Any], action: int = 0) -> Edit:
    """Add an action, or change the one with this id.

    Args:
        case: The case.
        by: Who edits it.
        at: The time.
        values: Of ``kind``, ``text``, ``owner``, ``due_at``, ``is_done`` and ``is_verified``.
        action: The action's id; 0 for a new one.

    Raises:
        InvalidCaseError: If it has no text.
        NoSuchPartError: If there is no such action.
        NotAllowedError: If who verifies it owns it or has reported it done.
    """
    plain = {name: value for name, value in values.items() if name not in {"is_done", "is_verified"}}
    if action:
        old: CaseAction = part_of(case, "actions", action)
        new = replace(old, **plain)
    else:
        check_count(case.actions)
        made: dict[str, Any] = {"text": "", **plain}
        old = new = CaseAction(**made, created_by=by, created_at=at)
    new = _with_progress(new, by, at, values)
    if not new.text.strip():
        raise InvalidCaseError("An action needs a text.")
    check_text(new.text)
    kind = _kind(old, new) if action else "action_added"
    return Edit(case=with_part(case, "actions", new), kind=kind, text=new.text, subject=new.id)


def judge_change(case: Case, by: str, at: datetime, values: Mapping[str, Any]) -> Edit:
    """Say of a change that it is a suspect, that it was the cause, or that it was not.

    Args:
        case: The case.
        by: Who judges it.
        at: The time.
        values: Of ``sys_id``, ``number``, ``state``, ``reason``, ``rank`` and ``snapshot``; without a ``sys_id``, the
            judgement is that none of the suspects was it.

    Raises:
        InvalidCaseError: If a confirmation or a refutation has no reason.
    """
    known = next((each for each in case.changes if each.sys_id == values.get("sys_id", "")), None)
    if known is None:
        check_count(case.changes)
    new = replace(known, **values, by=by, at=at) if known else CaseChange(**values, by=by, at=at)
    if new.state is not SuspectState.SUSPECT and not new.reason.strip():
        raise InvalidCaseError("Confirming or refuting a change needs a reason.")
    check_text(new.reason)
    named = new.number or "none of these"
    return Edit(
        case=with_part(case, "changes", new),
        kind=f"change_{new.state.value}",
        text=f"{named}: {new.reason}".removesuffix(": "),
        subject=new.id,
        sys_id=new.sys_id,
    )


def is_overdue(action: CaseAction, now: datetime) -> bool:
    """Return whether an action should have been done by now."""
    return action.done_at is None and action.due_at is not None and action.due_at < now


def _with_progress(action: CaseAction, by: str, at: datetime, values: Mapping[str, Any]) -> CaseAction:
    is_done = values.get("is_done", action.done_at is not None)
    if not is_done:
        action = replace(action, done_at=None, done_by="", verified_at=None, verified_by="")
    elif action.done_at is None:
        action = replace(action, done_at=at, done_by=by)
    is_verified = values.get("is_verified", action.verified_at is not None)
    if not is_verified:
        return replace(action, verified_at=None, verified_by="")
    return action if action.verified_at else _verified(action, by, at)


def _verified(action: CaseAction, by: str, at: datetime) -> CaseAction:
    if action.done_at is None:
        raise InvalidCaseError("An action has to be done before it can be verified.")
    if same_person(by, action.done_by) or same_person(by, action.owner):
        raise NotAllowedError("Somebody other than its owner, and than who reported it done, has to verify an action.")
    return replace(action, verified_at=at, verified_by=by)


def _kind(old: CaseAction, new: CaseAction) -> str:
    if new.verified_at and not old.verified_at:
        return "action_verified"
    if new.done_at and not old.done_at:
        return "action_done"
    return "action_edited"
