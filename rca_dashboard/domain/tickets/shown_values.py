"""Display values of fields: names for sys_ids, labels for values, times for time values."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.detail import ShownValue
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.domain.tickets.ticket import TEXT_FIELDS
from rca_dashboard.domain.views.page import to_milliseconds

# More than a line of the panel at 1440 px.
LONGEST_LINE = 120
# In a change, enough of a text to recognize it; ServiceNow has the whole.
LONGEST_TEXT = 4_000
# ServiceNow's own descriptions end at 4,000 characters; journals and custom fields can be longer.
LONGEST_DESCRIPTION = 20_000

# A time value in ServiceNow's format (UTC) or in the app's.
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z?")
_WORDS = {None: "", True: "Yes", False: "No"}
# As ServiceNow shows them.
_PRIORITIES: Mapping[int, str] = {priority: f"{priority.value} - {priority.label}" for priority in Priority}


def shown(value: Json, label: str = "") -> ShownValue:
    """Return a value for display.

    Args:
        value: The value in a ticket's content.
        label: ServiceNow's display value, if it differs.
    """
    text = label or _text(value)
    return replace(_plain(text), at=0 if label else to_milliseconds(_moment(text)))


def shown_field_value(name: str, value: Json, labels: Mapping[str, str]) -> ShownValue:
    """Return the display value of one of a ticket's own fields, with the labels of the same version of the ticket."""
    if name == "priority" and isinstance(value, int) and not labels.get(name):
        return shown(value, _PRIORITIES.get(value, ""))
    if name in TEXT_FIELDS and not labels.get(name):
        return _plain(_text(value))
    # A label can remain after its value is gone.
    return shown(value, "" if value in (None, "") else str(labels.get(name, "")))


def shortened(text: str, longest: int) -> str:
    """Return a text, cut if it is too long, with the number of characters left out."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text) - longest:,} more characters)"


def _plain(text: str) -> ShownValue:
    return ShownValue(text=shortened(text, LONGEST_TEXT), is_long="\n" in text or len(text) > LONGEST_LINE)


def _text(value: Json) -> str:
    match value:
        case None | bool():
            return _WORDS[value]
        case {"id": reference, "name": name}:
            return str(name or reference)
        case {"display_value": display, "value": inner}:
            # The display value of a time is in the account's zone; the value is in UTC.
            return str(inner) if isinstance(inner, str) and _moment(inner) else str(display or inner or "")
        case list():
            return ", ".join(_text(part) for part in value)
        case Mapping():
            return _service_level(value) if "stage" in value else json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _service_level(sla: Mapping[str, Json]) -> str:
    return f"{sla.get('name')}: {'breached' if sla.get('breached') else str(sla['stage']).replace('_', ' ')}"


def _moment(text: str) -> datetime | None:
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        return None
