"""Labels of choices: the display values of a record's values.

Source: the choice lists of a new instance. The same value of ``state`` means something else in each table.
"""

from rca_dashboard.simulator.instance.incident_choices import CATEGORIES, INCIDENT_STATES, LEVELS, SUBCATEGORIES

_TASK = {
    "impact": LEVELS,
    "urgency": LEVELS,
    "priority": {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning"},
    "contact_type": {
        "phone": "Phone",
        "email": "Email",
        "self-service": "Self-service",
        "chat": "Chat",
        "monitoring": "Monitoring",
        "walk-in": "Walk-in",
    },
    "approval": {
        "not requested": "Not Yet Requested",
        "requested": "Requested",
        "approved": "Approved",
        "rejected": "Rejected",
    },
    "escalation": {"0": "Normal", "1": "Moderate", "2": "High", "3": "Overdue"},
    "upon_approval": {"proceed": "Proceed to Next Task", "do_nothing": "Wait for a User to Close this task"},
    "upon_reject": {"cancel": "Cancel all future Tasks", "goto": "Go to a previous Task"},
    "sys_class_name": {
        "incident": "Incident",
        "problem": "Problem",
        "change_request": "Change Request",
        "sc_req_item": "Requested Item",
        "task": "Task",
    },
    "state": {
        "-5": "Pending",
        "1": "Open",
        "2": "Work in Progress",
        "3": "Closed Complete",
        "4": "Closed Incomplete",
        "7": "Closed Skipped",
    },
}

_PROBLEM_STATES = {
    "101": "New",
    "102": "Assess",
    "103": "Root Cause Analysis",
    "104": "Fix in Progress",
    "106": "Resolved",
    "107": "Closed",
}

_LABELS: dict[str, dict[str, dict[str, str]]] = {
    "task": _TASK,
    "sc_req_item": {
        **_TASK,
        "stage": {
            "request_approved": "Request Approved",
            "fulfillment": "Fulfillment",
            "delivery": "Delivery",
            "complete": "Completed",
            "Request Cancelled": "Request Cancelled",
        },
    },
    "incident": {
        **_TASK,
        "state": INCIDENT_STATES,
        "incident_state": INCIDENT_STATES,
        "severity": LEVELS,
        "notify": {"1": "Do Not Notify", "2": "Send Email", "3": "Phone"},
        "hold_reason": {
            "1": "Awaiting Caller",
            "3": "Awaiting Problem",
            "4": "Awaiting Vendor",
            "5": "Awaiting Change",
        },
        "category": CATEGORIES,
        "subcategory": SUBCATEGORIES,
    },
    "problem": {
        **_TASK,
        "state": _PROBLEM_STATES,
        "problem_state": _PROBLEM_STATES,
        "category": CATEGORIES,
        "subcategory": SUBCATEGORIES,
        "resolution_code": {
            "fix_applied": "Fix Applied",
            "risk_accepted": "Risk Accepted",
            "canceled": "Canceled",
            "duplicate": "Duplicate",
        },
    },
    "change_request": {
        **_TASK,
        "state": {
            "-5": "New",
            "-4": "Assess",
            "-3": "Authorize",
            "-2": "Scheduled",
            "-1": "Implement",
            "0": "Review",
            "3": "Closed",
            "4": "Canceled",
        },
        "type": {"normal": "Normal", "standard": "Standard", "emergency": "Emergency"},
        "risk": {"2": "High", "3": "Moderate", "4": "Low"},
        "category": {"Hardware": "Hardware", "Software": "Software", "Network": "Network", "Other": "Other"},
        "close_code": {
            "successful": "Successful",
            "successful_issues": "Successful with issues",
            "unsuccessful": "Unsuccessful",
        },
    },
}


def labels(table: str, field: str) -> dict[str, str]:
    """Return the labels of a field's values in a table; empty for a field that is not a choice."""
    return _LABELS.get(table, {}).get(field, {})
