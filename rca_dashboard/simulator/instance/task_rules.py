"""Business rules: what an instance does itself when a task is created or updated.

Source: the behaviour of a new instance (priority by data lookup from impact and urgency; the times of resolution and
closure; the counts of reassignments and reopenings).
"""

from collections.abc import Mapping

from rca_dashboard.simulator.queries.conditions import Record

NEW, IN_PROGRESS, ON_HOLD, RESOLVED, CLOSED, CANCELED = "1", "2", "3", "6", "7", "8"

_TASK_DEFAULTS = {
    "active": "true",
    "approval": "not requested",
    "escalation": "0",
    "impact": "3",
    "knowledge": "false",
    "made_sla": "true",
    "reassignment_count": "0",
    "sys_domain": "global",
    "sys_domain_path": "/",
    "upon_approval": "proceed",
    "upon_reject": "cancel",
    "urgency": "3",
}

_DEFAULTS: dict[str, dict[str, str]] = {
    "task": {**_TASK_DEFAULTS, "state": "1"},
    "problem": {
        **_TASK_DEFAULTS,
        "known_error": "false",
        "major_problem": "false",
        "related_incidents": "0",
        "state": "101",
    },
    "incident": {
        **_TASK_DEFAULTS,
        "category": "inquiry",
        "child_incidents": "0",
        "notify": "1",
        "reopen_count": "0",
        "severity": "3",
        "state": NEW,
    },
    "change_request": {
        **_TASK_DEFAULTS,
        "cab_required": "false",
        "category": "Other",
        "priority": "4",
        "production_system": "false",
        "risk": "3",
        "scope": "3",
        "state": "-5",
        "type": "normal",
    },
    "sc_req_item": {
        **_TASK_DEFAULTS,
        "backordered": "false",
        "billable": "false",
        "priority": "4",
        "quantity": "1",
        "stage": "request_approved",
        "state": "1",
    },
}

_ENDED: dict[str, frozenset[str]] = {
    "task": frozenset({"3", "4", "7"}),
    "problem": frozenset({"107"}),
    "incident": frozenset({CLOSED, CANCELED}),
    "change_request": frozenset({"3", "4"}),
    "sc_req_item": frozenset({"3", "4", "7"}),
}
"""The states in which a task is no longer active."""

_WORK = {"-1": "work_start", "0": "work_end"}
"""What the states Implement and Review stamp of a change."""

_MATRIX_TABLES = {"incident", "problem", "task"}
_SECOND_STATE = {"incident": "incident_state", "problem": "problem_state"}


def priority(impact: str, urgency: str) -> str:
    """Return the priority that ServiceNow's matrix sets for impact and urgency of 1 to 3; empty for other values."""
    if impact not in {"1", "2", "3"} or urgency not in {"1", "2", "3"}:
        return ""
    return str(int(impact) + int(urgency) - 1)


def created(table: str, fields: Mapping[str, str], *, at: str, actor: str) -> Record:
    """Return a new record with what an instance fills in; given values are kept.

    Args:
        table: The table's name.
        fields: The given values.
        at: The time, as stored in records.
        actor: The sys_id of the user who creates it.
    """
    defaults = _DEFAULTS.get(table)
    if defaults is None:
        return dict(fields)
    record = {**defaults, "sys_class_name": table, "opened_at": at, "opened_by": actor, **fields}
    if _is_set_alone(second := _SECOND_STATE.get(table, ""), fields):
        record["state"] = fields[second]
    record.setdefault("priority", priority(record["impact"], record["urgency"]))
    return {**record, **_consequences(table, {}, record, at=at, actor=actor), **fields}


def updated(table: str, old: Record, changes: Mapping[str, str], *, at: str, actor: str) -> Record:
    """Return the next version of a record with what an instance changes in addition; requested values win."""
    record = {**old, **changes}
    if table not in _DEFAULTS:
        return record
    if _is_set_alone(second := _SECOND_STATE.get(table, ""), changes):
        record["state"] = changes[second]
    if table in _MATRIX_TABLES and ("impact" in changes or "urgency" in changes):
        record["priority"] = priority(record.get("impact", ""), record.get("urgency", "")) or old.get("priority", "")
    return {**record, **_consequences(table, old, record, at=at, actor=actor), **changes}


def _is_set_alone(second_state: str, fields: Mapping[str, str]) -> bool:
    return second_state in fields and "state" not in fields


def _consequences(table: str, old: Record, new: Record, *, at: str, actor: str) -> dict[str, str]:
    state = new.get("state", "")
    consequences = {_SECOND_STATE[table]: state} if table in _SECOND_STATE else {}
    if old and old.get("assignment_group") and old.get("assignment_group") != new.get("assignment_group"):
        consequences["reassignment_count"] = _one_more(old, "reassignment_count")
    if old.get("state") != state:
        is_ended = state in _ENDED[table]
        consequences["active"] = "false" if is_ended else "true"
        consequences |= {"closed_at": at, "closed_by": actor} if is_ended else {}
        consequences |= _incident_consequences(old, new, at=at, actor=actor) if table == "incident" else {}
        consequences |= {"resolved_at": at, "resolved_by": actor} if (table, state) == ("problem", "106") else {}
        consequences |= {_WORK[state]: at} if table == "change_request" and state in _WORK else {}
    return consequences


def _incident_consequences(old: Record, new: Record, *, at: str, actor: str) -> dict[str, str]:
    state = new.get("state", "")
    consequences: dict[str, str] = {} if state == ON_HOLD else {"hold_reason": ""}
    if state == RESOLVED:
        consequences |= {"resolved_at": at, "resolved_by": actor}
    elif state not in _ENDED["incident"] and old.get("state") in {RESOLVED, CLOSED}:
        consequences |= {"reopen_count": _one_more(old, "reopen_count"), "reopened_time": at, "reopened_by": actor}
        consequences |= {"resolved_at": "", "resolved_by": "", "closed_at": "", "closed_by": ""}
        consequences |= {"close_code": "", "close_notes": ""}
    return consequences


def _one_more(record: Record, field: str) -> str:
    count = record.get(field, "")
    return str(int(count) + 1 if count.isdecimal() else 1)
