"""Labels of states by task table, for an instance that sends none.

Source: the choice lists of a new instance. State 3 is "On Hold" for an incident but "Closed Complete" for a requested
item, so a label needs the table and the value.
"""

from collections.abc import Mapping
from types import MappingProxyType

_TASK = {"-5": "Pending", "1": "Open", "2": "Work in Progress", "3": "Closed Complete", "4": "Closed Incomplete"}

STATE_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "incident": {
            "1": "New",
            "2": "In Progress",
            "3": "On Hold",
            "6": "Resolved",
            "7": "Closed",
            "8": "Canceled",
        },
        "problem": {
            "101": "New",
            "102": "Assess",
            "103": "Root Cause Analysis",
            "104": "Fix in Progress",
            "106": "Resolved",
            "107": "Closed",
        },
        "change_request": {
            "-5": "New",
            "-4": "Assess",
            "-3": "Authorize",
            "-2": "Scheduled",
            "-1": "Implement",
            "0": "Review",
            "3": "Closed",
            "4": "Canceled",
        },
        "sc_req_item": {**_TASK, "7": "Closed Skipped"},
        "task": {**_TASK, "7": "Closed Skipped"},
    }
)


def state_label(table: str, state: str) -> str:
    """Return the label of a state; an unknown state (``-100`` has been seen) is returned as it came."""
    return STATE_LABELS.get(table, {}).get(state, state)
