"""Fields with more keys than a value and a display value."""

from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.servicenow.records import ticket_from_record


def test_a_known_field_with_a_fourth_key_is_read() -> None:
    record = {
        "sys_id": "1",
        "short_description": {"value": "Fire", "display_value": "Fire", "display_value_html": "<b>Fire</b>"},
        "assigned_to": {"value": "7", "display_value": "Beth", "link": "https://x/7", "display_value_full": "Beth A."},
        "priority": {"value": "2", "display_value": "2 - High", "colour": "red"},
    }
    read = ticket_from_record(record, table="incident", instance="")
    assert read is not None
    assert (read.short_description, read.assigned_to, read.priority) == ("Fire", Reference("7", "Beth"), 2)
    assert read.extra == {}
