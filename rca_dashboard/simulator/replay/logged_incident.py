"""Convert a line of the log to the version of an incident that an instance would have had."""

from collections.abc import Mapping
from functools import cache

from rca_dashboard.simulator.instance.organisation import sys_id
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.queries.schema import TASK_TABLES
from rca_dashboard.simulator.replay.update_log import time_of

STATES: dict[str, tuple[str, str]] = {
    "New": ("1", ""),
    "Active": ("2", ""),
    "Awaiting User Info": ("3", "1"),
    "Awaiting Evidence": ("3", "2"),
    "Awaiting Problem": ("3", "3"),
    "Awaiting Vendor": ("3", "4"),
    "Resolved": ("6", ""),
    "Closed": ("7", ""),
}
"""``state`` and ``hold_reason`` for each state in the log; any other one, such as -100, is its own ``state``."""

REFERENCES = {
    "assigned_to": "sys_user",
    "assignment_group": "sys_user_group",
    "caller_id": "sys_user",
    "caused_by": "change_request",
    "cmdb_ci": "cmdb_ci",
    "location": "cmn_location",
    "opened_by": "sys_user",
    "problem_id": "problem",
    "resolved_by": "sys_user",
    "rfc": "change_request",
    "vendor": "core_company",
}
"""The columns that refer to other records, and their tables."""

_AS_THEY_ARE = (
    *("active", "category", "knowledge", "made_sla", "number", "reassignment_count", "reopen_count", "subcategory"),
    *("sys_created_by", "sys_mod_count", "sys_updated_by", "u_priority_confirmation", "u_symptom"),
)
_LEVELS = ("impact", "priority", "urgency")
_CODES = {
    "Phone": "phone",
    "Email": "email",
    "Self service": "self-service",
    "Do Not Notify": "1",
    "Send Email": "2",
}
_ONCE_RESOLVED = {"6", "7"}
_ONCE_CLOSED = {"7"}


@cache
def sys_id_of(table: str, name: str) -> str:
    """Return the sys_id of a record that the log names."""
    return sys_id(table, name)


def named(table: str, name: str, *, at: str) -> Record:
    """Return the record that the log refers to by a name, known since a time."""
    record = {"sys_id": sys_id_of(table, name), "sys_mod_count": "0"}
    record |= {"sys_created_by": "admin", "sys_created_on": at, "sys_updated_by": "admin", "sys_updated_on": at}
    if table in TASK_TABLES:
        return {**record, "number": name, "sys_class_name": table, "active": "true", "opened_at": at}
    return {**record, "name": name}


def version_of(line: Mapping[str, str]) -> Record:
    """Return the version of an incident that a line describes, with its stamps.

    The log contains the end of an incident from its first line on; here it shows only once it has happened.
    """
    said = {name: "" if value == "?" else value for name, value in line.items()}
    state, hold_reason = STATES.get(said["incident_state"], (said["incident_state"], ""))
    record = {name: said.get(name, "") for name in _AS_THEY_ARE}
    record |= {name: said.get(name, "")[:1] for name in _LEVELS}
    record |= {field: sys_id_of(table, said[field]) for field, table in REFERENCES.items() if said.get(field)}
    record |= {
        "sys_id": sys_id_of("incident", said["number"]),
        "sys_class_name": "incident",
        "state": state,
        "incident_state": state,
        "hold_reason": hold_reason,
        "contact_type": _CODES.get(said.get("contact_type", ""), said.get("contact_type", "")),
        "notify": _CODES.get(said.get("notify", ""), ""),
        "short_description": said.get("u_symptom", "") or said.get("category", ""),
        "opened_at": time_of(line.get("opened_at", "?")),
        "sys_created_on": time_of(line.get("sys_created_at", "?")) or time_of(line.get("opened_at", "?")),
        "sys_updated_on": time_of(line["sys_updated_at"]),
    }
    if state in _ONCE_RESOLVED:
        return record | _ending(line, state)
    record.pop("resolved_by", None)
    return record


def _ending(line: Mapping[str, str], state: str) -> Record:
    code = line.get("closed_code", "?")
    return {
        "close_code": "" if code == "?" else code,
        "resolved_at": time_of(line.get("resolved_at", "?")),
        "closed_at": time_of(line.get("closed_at", "?")) if state in _ONCE_CLOSED else "",
    }
