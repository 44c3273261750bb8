"""The parameters of the ticket list: read by ``domain.view``, as the page reads its own, and documented here."""

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
    "status": "Labels or values of the state, such as `New` or `1`.",
    "priority": "1 (critical) to 5 (planning).",
    "category": "Values of the category.",
    "source": "Values of the contact type.",
    "table": "Task tables, such as `incident`.",
    "assignment_group": "Names or sys_ids of groups.",
    "assigned_to": "Names or sys_ids of people.",
}
_SINGLE = ("page", "limit", "query", "opened_from", "opened_to", "unread", "sort")


def view_from(parameters: QueryParams, reader: str) -> View:
    """Read which tickets are wanted. Values of one filter stand in one parameter with commas, or in several.

    Args:
        parameters: The address's.
        reader: Who asks, whose own marks say what is unread.

    Raises:
        ApiError: For a parameter that must stand alone and is given more than once.
        InvalidViewError: For a value that makes no sense, saying what is allowed.
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
        f"{description} Several with commas: any of them; `\\,` is a comma of a value.",
        schema,
        style="form",
        explode=False,
    )


def _number(name: str, description: str, default: int, largest: int) -> dict[str, Any]:
    return _parameter(name, description, {"type": "integer", "minimum": 1, "maximum": largest, "default": default})


def _time(name: str, description: str) -> dict[str, Any]:
    kinds = [{"type": "string", "format": kind} for kind in ("date-time", "date")]
    return _parameter(name, f"{description} A day or a time in ISO 8601; one without a zone is UTC.", {"anyOf": kinds})


VIEW_PARAMETERS: tuple[dict[str, Any], ...] = (
    _number("page", "Which page; beyond the last one there is nothing.", 1, LARGEST_PAGE),
    _number("limit", "How many tickets a page has.", DEFAULT_LIMIT, LARGEST_LIMIT),
    *(_choice(name, description) for name, description in _CHOICES.items()),
    _parameter(
        "query",
        "Words that must all stand in the number, a text or a name. It is no encoded query: `^` and `%` are searched.",
        {"type": "string", "maxLength": LONGEST_QUERY},
    ),
    _time("opened_from", "Opened then or later."),
    _time("opened_to", "Opened before; a day counts to its end."),
    _parameter("unread", "Only what arrived since you came first and you have not opened.", {"type": "boolean"}),
    _parameter(
        "sort",
        "The field to order by, with `-` before it for descending.",
        {
            "type": "string",
            "enum": [f"{sign}{name}" for name in SORTABLE for sign in ("", "-")],
            "default": "-opened_at",
        },
    ),
)
