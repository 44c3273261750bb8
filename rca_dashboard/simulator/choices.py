"""The labels of choices: what a reader sees where the record keeps a value.

Source: the choice lists of a new instance.
"""

_LEVELS = {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"}

_TASK = {
    "impact": _LEVELS,
    "urgency": _LEVELS,
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
    "sys_class_name": {"incident": "Incident", "problem": "Problem"},
}

_INCIDENT_STATES = {
    "1": "New",
    "2": "In Progress",
    "3": "On Hold",
    "6": "Resolved",
    "7": "Closed",
    "8": "Canceled",
}

_LABELS: dict[str, dict[str, dict[str, str]]] = {
    "incident": {
        **_TASK,
        "state": _INCIDENT_STATES,
        "incident_state": _INCIDENT_STATES,
        "severity": _LEVELS,
        "notify": {"1": "Do Not Notify", "2": "Send Email", "3": "Phone"},
        "hold_reason": {
            "1": "Awaiting Caller",
            "3": "Awaiting Problem",
            "4": "Awaiting Vendor",
            "5": "Awaiting Change",
        },
        "category": {
            "inquiry": "Inquiry / Help",
            "software": "Software",
            "hardware": "Hardware",
            "network": "Network",
            "database": "Database",
        },
        "subcategory": {
            "antivirus": "Antivirus",
            "email": "Email",
            "internal application": "Internal Application",
            "os": "Operating System",
            "cpu": "CPU",
            "disk": "Disk",
            "keyboard": "Keyboard",
            "monitor": "Monitor",
            "dhcp": "DHCP",
            "dns": "DNS",
            "vpn": "VPN",
            "wireless": "Wireless",
            "db2": "DB2",
            "oracle": "Oracle",
            "sql server": "MS SQL Server",
        },
    },
    "problem": {
        **_TASK,
        "state": {
            "101": "New",
            "102": "Assess",
            "103": "Root Cause Analysis",
            "104": "Fix in Progress",
            "106": "Resolved",
            "107": "Closed",
        },
    },
}


def labels(table: str, field: str) -> dict[str, str]:
    """Give the labels of a field's values in a table; empty for a field that is no choice."""
    return _LABELS.get(table, {}).get(field, {})
