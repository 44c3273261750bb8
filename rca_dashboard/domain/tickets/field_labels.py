"""Labels of a ticket's fields, as on ServiceNow's own forms.

Source: the dictionary of a new instance. The label of any other field is its name in words.
"""

from collections.abc import Mapping
from types import MappingProxyType

FIELD_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "ticket_id": "Number",
        "table": "Type",
        "source": "Channel",
        "requester": "Requested by",
        "assignment_group": "Assignment group",
        "assigned_to": "Assigned to",
        "cmdb_ci": "Configuration item",
        "business_service": "Service",
        "opened_at": "Opened",
        "resolved_at": "Resolved",
        "closed_at": "Closed",
        "updated_at": "Updated",
        "close_code": "Close code",
        "close_notes": "Close notes",
        "is_active": "Active",
        "due_at": "Due",
        "sla": "Service levels",
        "is_deleted": "Deleted",
        "mod_count": "Times updated",
        "sys_id": "sys_id",
        "sys_created_by": "Created by",
        "sys_created_on": "Created",
        "sys_updated_by": "Updated by",
        "sys_class_name": "Task type",
        "sys_domain": "Domain",
        "sys_domain_path": "Domain path",
        "sla_due": "SLA due",
        "made_sla": "Made SLA",
        "rfc": "Change request",
        "caused_by": "Caused by change",
        "caller_id": "Caller",
        "problem_id": "Problem",
        "parent_incident": "Parent incident",
        "calendar_stc": "Resolve time",
        "business_stc": "Business resolve time",
        "cat_item": "Item",
        "cab_required": "CAB required",
        "comments_and_work_notes": "Comments and work notes",
        "work_notes": "Work notes",
    }
)

TABLE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "incident": "Incident",
        "problem": "Problem",
        "change_request": "Change request",
        "sc_req_item": "Requested item",
        "task": "Task",
    }
)


def field_label(name: str) -> str:
    """Return the label of a field: "Root cause" for ``u_root_cause``."""
    plain = name.removeprefix("extra.")
    return FIELD_LABELS.get(plain) or _in_words(plain.removeprefix("u_")) or name


def table_label(table: str) -> str:
    """Return the label of a table's records."""
    return TABLE_LABELS.get(table) or _in_words(table.removeprefix("u_")) or table


def _in_words(name: str) -> str:
    words = " ".join(name.split("_"))
    return words[:1].upper() + words[1:]
