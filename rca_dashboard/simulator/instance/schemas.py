"""The tables of the instance.

Source: the records of a real instance (an incident has the 83 fields named here) and the dictionary of a new one.
"""

from types import MappingProxyType

from rca_dashboard.simulator.queries.schema import TableSchema, words

_SYSTEM = words("sys_id sys_created_by sys_created_on sys_mod_count sys_tags sys_updated_by sys_updated_on")

_TASK = (
    *_SYSTEM,
    *words(
        "active activity_due additional_assignee_list approval approval_history approval_set assigned_to "
        "assignment_group business_duration business_service calendar_duration close_notes closed_at closed_by cmdb_ci "
        "comments comments_and_work_notes company contact_type correlation_display correlation_id delivery_plan "
        "delivery_task description due_date escalation expected_start follow_up group_list impact knowledge location "
        "made_sla number opened_at opened_by order parent priority reassignment_count short_description sla_due state "
        "sys_class_name sys_domain sys_domain_path time_worked upon_approval upon_reject urgency user_input watch_list "
        "work_end work_notes work_notes_list work_start"
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


def _task(name: str, prefix: str, own: str = "", **references: str) -> TableSchema:
    fields = dict.fromkeys((*_TASK, *words(own), *references))
    return TableSchema(name, tuple(fields), MappingProxyType({**_TASK_REFERENCES, **references}), "number", prefix)


def _named(name: str, *fields: str, **references: str) -> TableSchema:
    return TableSchema(name, (*_SYSTEM, "name", *fields, *references), MappingProxyType(references))


_INCIDENT = _task(
    "incident",
    "INC",
    "business_stc calendar_stc category child_incidents close_code hold_reason incident_state notify reopen_count "
    "reopened_time resolved_at severity subcategory",
    caller_id="sys_user",
    caused_by="change_request",
    parent_incident="incident",
    problem_id="problem",
    reopened_by="sys_user",
    resolved_by="sys_user",
    rfc="change_request",
)

_PROBLEM = _task(
    "problem",
    "PRB",
    "category cause_notes close_code confirmed_at fix_at fix_notes known_error major_problem problem_state "
    "related_incidents resolution_code resolved_at subcategory workaround",
    confirmed_by="sys_user",
    duplicate_of="problem",
    first_reported_by_task="task",
    fix_by="sys_user",
    resolved_by="sys_user",
    rfc="change_request",
)

_CHANGE = _task(
    "change_request",
    "CHG",
    "backout_plan cab_required category change_plan close_code conflict_status end_date implementation_plan "
    "justification phase phase_state production_system reason review_comments review_status risk "
    "risk_impact_analysis scope start_date test_plan type",
    requested_by="sys_user",
)

_REQUESTED_ITEM = _task(
    "sc_req_item",
    "RITM",
    "backordered billable configuration_item price quantity recurring_price request stage",
    cat_item="sc_cat_item",
    requested_for="sys_user",
)

SCHEMAS: tuple[TableSchema, ...] = (
    _task("task", "TASK"),
    _INCIDENT,
    _PROBLEM,
    _CHANGE,
    _REQUESTED_ITEM,
    TableSchema(
        "task_sla",
        (
            *_SYSTEM,
            *words(
                "active business_duration business_percentage business_time_left duration end_time has_breached "
                "original_breach_time pause_duration pause_time percentage planned_end_time stage start_time time_left "
                "timezone"
            ),
            *words("schedule sla task"),
        ),
        MappingProxyType({"schedule": "cmn_schedule", "sla": "contract_sla", "task": "task"}),
        display_field="stage",
    ),
    _named("contract_sla", "active", "collection", "duration", "target", "type", schedule="cmn_schedule"),
    _named("cmn_schedule", "description", "time_zone", "type"),
    TableSchema(
        "sys_audit_delete", (*_SYSTEM, *words("display_value documentkey payload tablename")), display_field="tablename"
    ),
    _named("sys_user", "user_name", "email", "title", "active", company="core_company", location="cmn_location"),
    _named("sys_user_group", "description", "active"),
    _named("core_company", "city", "country"),
    _named("cmn_location", "city", "country"),
    _named("cmdb_ci", "sys_class_name", "operational_status"),
    _named("cmdb_ci_service", "sys_class_name", "operational_status", "busines_criticality"),
    _named("sc_cat_item", "short_description", "price", "active"),
)
