"""Which tables the instance has, their fields, and what the fields are.

Source: the records of a real instance (an incident comes with the 83 fields named here) and the dictionary of a new
one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SYSTEM = (
    "sys_id",
    "sys_created_by",
    "sys_created_on",
    "sys_mod_count",
    "sys_tags",
    "sys_updated_by",
    "sys_updated_on",
)

_TASK = (
    *_SYSTEM,
    *_words(
        "active activity_due additional_assignee_list approval approval_history approval_set assigned_to "
        "assignment_group business_duration business_service calendar_duration close_notes closed_at closed_by cmdb_ci "
        "comments comments_and_work_notes company contact_type correlation_display correlation_id delivery_plan "
        "delivery_task description due_date escalation expected_start follow_up group_list impact knowledge location "
        "made_sla number opened_at opened_by order parent priority reassignment_count short_description sla_due state "
        "sys_class_name sys_domain sys_domain_path time_worked upon_approval upon_reject urgency user_input watch_list "
        "work_end work_notes work_notes_list work_start"
    ),
)

_INCIDENT = (
    *_TASK,
    *_words(
        "business_stc calendar_stc caller_id category caused_by child_incidents close_code hold_reason incident_state "
        "notify parent_incident problem_id reopen_count reopened_by reopened_time resolved_at resolved_by rfc severity "
        "subcategory"
    ),
)

_TASK_REFERENCES = {
    "assigned_to": "sys_user",
    "assignment_group": "sys_user_group",
    "business_service": "cmdb_ci_service",
    "closed_by": "sys_user",
    "cmdb_ci": "cmdb_ci",
    "company": "core_company",
    "location": "cmn_location",
    "opened_by": "sys_user",
    "parent": "task",
    "sys_domain": "sys_user_group",
}

_INCIDENT_REFERENCES = {
    **_TASK_REFERENCES,
    "caller_id": "sys_user",
    "caused_by": "change_request",
    "parent_incident": "incident",
    "problem_id": "problem",
    "reopened_by": "sys_user",
    "resolved_by": "sys_user",
    "rfc": "change_request",
}

INTEGER_FIELDS = frozenset(
    _words(
        "business_stc calendar_stc child_incidents escalation hold_reason impact incident_state notify order priority "
        "reassignment_count reopen_count severity state sys_mod_count urgency"
    )
)
"""Compared and sorted as numbers."""

TIME_FIELDS = frozenset(
    _words(
        "activity_due approval_set closed_at due_date expected_start follow_up opened_at reopened_time resolved_at "
        "sla_due sys_created_on sys_updated_on work_end work_start"
    )
)
"""``YYYY-MM-DD HH:MM:SS`` in UTC; a literal in a query that is no time selects nothing."""

JOURNAL_FIELDS = frozenset({"comments", "comments_and_work_notes", "work_notes"})
"""Their value is always empty; their display value is everything that was ever written."""


@dataclass(frozen=True, slots=True)
class TableSchema:
    """What one table is.

    Attributes:
        references: Which table each reference field points to.
        display_field: Whose value names a record where another one refers to it.
        number_prefix: Before the seven digits of a new record's number; empty where records have none.
    """

    name: str
    fields: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    display_field: str = "name"
    number_prefix: str = ""


def _named(name: str, *fields: str, **references: str) -> TableSchema:
    return TableSchema(name, (*_SYSTEM, "name", *fields, *references), MappingProxyType(references))


SCHEMAS: tuple[TableSchema, ...] = (
    TableSchema("incident", _INCIDENT, MappingProxyType(_INCIDENT_REFERENCES), "number", "INC"),
    TableSchema("problem", _TASK, MappingProxyType(_TASK_REFERENCES), "number", "PRB"),
    _named("sys_user", "user_name", "email", "title", "active", company="core_company", location="cmn_location"),
    _named("sys_user_group", "description", "active"),
    _named("core_company", "city", "country"),
    _named("cmn_location", "city", "country"),
    _named("cmdb_ci", "sys_class_name", "operational_status"),
    _named("cmdb_ci_service", "sys_class_name", "operational_status", "busines_criticality"),
)
