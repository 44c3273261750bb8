"""The parameters of the ticket list: parsed by ``domain.views``, as those of the page are, and documented here."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import QueryParams

from rca_dashboard.api.errors import invalid_request
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.domain.views.view import (
    DEFAULT_LIMIT,
    LARGEST_LIMIT,
    LARGEST_PAGE,
    LONGEST_CHOICE,
    LONGEST_QUERY,
    MOST_CHOICES,
    SORTABLE,
    View,
)

_CHOICES: Mapping[str, str] = {
    "status": "State labels or values, such as `New` or `1`.",
    "priority": "1 (critical) to 5 (planning).",
    "category": "Category values.",
    "source": "Contact type values.",
    "table": "Task tables, such as `incident`.",
    "assignment_group": "Group names or sys_ids.",
    "assigned_to": "User names or sys_ids.",
}
_SINGLE = ("page", "limit", "query", "opened_from", "opened_to", "unread", "sort")


def view_from(parameters: QueryParams, reader: str) -> View:
    """Return the view for query parameters. A filter takes several values with commas, or as repeated parameters.

    Args:
        parameters: The query parameters.
        reader: The user whose marks decide which tickets are unread.

    Raises:
        ApiError: If a parameter that takes one value is repeated.
        InvalidViewError: If a value is invalid; the message says what is allowed.
    """
    given = {name: parameters.getlist(name) for name in (*_CHOICES, *_SINGLE)}
    for name in _SINGLE:
        if len(given[name]) > 1:
            raise invalid_request(f"{name} is given more than once")
    return View.from_query({name: ",".join(values) for name, values in given.items() if values}).for_reader(reader)


def _parameter(name: str, description: str, schema: Mapping[str, Any], **style: object) -> dict[str, Any]:
    given = {"name": name, "in": "query", "required": False, "allowEmptyValue": True}
    return {**given, "description": description, "schema": schema, **style}


def _choice(name: str, description: str) -> dict[str, Any]:
    item = {"type": "string", "maxLength": LONGEST_CHOICE}
    if name == "priority":
        item = {"type": "integer", "minimum": min(Priority).value, "maximum": max(Priority).value}
    schema = {"type": "array", "items": item, "maxItems": MOST_CHOICES}
    return _parameter(
        name,
        f"{description} Comma-separated values match any of them; write a comma in a value as `\\,`.",
        schema,
        style="form",
        explode=False,
    )


def _number(name: str, description: str, default: int, largest: int) -> dict[str, Any]:
    return _parameter(name, description, {"type": "integer", "minimum": 1, "maximum": largest, "default": default})


def _time(name: str, description: str) -> dict[str, Any]:
    kinds = [{"type": "string", "format": kind} for kind in ("date-time", "date")]
    return _parameter(name, f"{description} An ISO 8601 date or time; UTC if it has no time zone.", {"anyOf": kinds})


VIEW_PARAMETERS: tuple[dict[str, Any], ...] = (
    _number("page", "The page number; pages after the last one are empty.", 1, LARGEST_PAGE),
    _number("limit", "Tickets per page.", DEFAULT_LIMIT, LARGEST_LIMIT),
    *(_choice(name, description) for name, description in _CHOICES.items()),
    _parameter(
        "query",
        "Words that must all occur in the number, a text or a name. Not an encoded query: `^` and `%` are literal.",
        {"type": "string", "maxLength": LONGEST_QUERY},
    ),
    _time("opened_from", "Opened at or after this time."),
    _time("opened_to", "Opened before this time; a date includes the whole day."),
    _parameter("unread", "Only tickets that you have not opened since they arrived.", {"type": "boolean"}),
    _parameter(
        "sort",
        "The field to sort by, prefixed with `-` for descending order.",
        {
            "type": "string",
            "enum": [f"{sign}{name}" for name in SORTABLE for sign in ("", "-")],
            "default": "-opened_at",
        },
    ),
)
