"""The parameters of the ticket list: parsed by ``domain.views``, as those of the page are, and documented here."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import QueryParams

from rca_dashboard.api.errors import invalid_request, not_found
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.domain.tickets.priority import Priority
from rca_dashboard.domain.views.saved_view import merged_query
from rca_dashboard.domain.views.ticket_filter import LONGEST_DUE, ME, MOST_DAYS, SLA_RESULTS, TIMES
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
from rca_dashboard.store.personal.people import find_with_proposal
from rca_dashboard.store.personal.views import view_query

_CHOICES: Mapping[str, str] = {
    "cluster": "Ids of clusters; `none` is a ticket without one.",
    "burst": "Ids of bursts.",
    "status": "State labels or values, such as `New` or `1`.",
    "priority": "1 (critical) to 5 (planning).",
    "category": "Category values.",
    "source": "Contact type values.",
    "table": "Task tables, such as `incident`.",
    "assignment_group": "Group names or sys_ids.",
    "location": "Location names.",
    "requester": "Names of callers.",
    "assigned_to": "User names or sys_ids; `me` is your own ServiceNow user, `none` no one.",
}
_SINGLE = (
    "page",
    "limit",
    "query",
    *TIMES,
    "age_min",
    "age_max",
    "is_open",
    "due_before",
    "breached",
    "sla",
    "reassigned_min",
    "reassigned_max",
    "hour_of_week",
    "unread",
    "view",
    "sort",
)


def view_from(parameters: QueryParams, reader: str, questions: Questions) -> View:
    """Return the view for query parameters. A filter takes several values with commas, or as repeated parameters.

    Args:
        parameters: The query parameters.
        reader: The user whose marks decide which tickets are unread, and who is "me".
        questions: Looks up the reader's ServiceNow user, and a saved view.

    Raises:
        ApiError: If a parameter that takes one value is repeated, or there is no such view.
        InvalidViewError: If a value is invalid; the message says what is allowed.
    """
    given = {name: parameters.getlist(name) for name in (*_CHOICES, *_SINGLE)}
    for name in _SINGLE:
        if len(given[name]) > 1:
            raise invalid_request(f"{name} is given more than once")
    asked = {name: ",".join(values) for name, values in given.items() if values}
    if named := asked.pop("view", ""):
        query = questions.ask(view_query, reader, named)
        if query is None:
            raise not_found(f"There is no view {named[:40]!r} that you may see.")
        asked = merged_query(query, asked)
    view = View.from_query(asked)
    if ME not in view.filter.assigned_to:
        return view.for_reader(reader)
    return view.for_reader(reader, questions.ask(find_with_proposal, reader).servicenow_id or "")


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


def _count(name: str, description: str) -> dict[str, Any]:
    return _parameter(name, description, {"type": "integer", "minimum": 0, "maximum": MOST_DAYS})


def _yes_or_no(name: str, description: str) -> dict[str, Any]:
    return _parameter(name, f"{description} `all` is both.", {"type": "string", "enum": ["true", "false", "all"]})


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
    _time("resolved_from", "Resolved at or after this time."),
    _time("resolved_to", "Resolved before this time; a date includes the whole day."),
    _time("closed_from", "Closed at or after this time."),
    _time("closed_to", "Closed before this time; a date includes the whole day."),
    _time("updated_from", "Updated at or after this time."),
    _time("updated_to", "Updated before this time; a date includes the whole day."),
    _count("age_min", "Opened at least so many days of 24 h ago."),
    _count("age_max", "Opened less than so many days ago."),
    _yes_or_no("is_open", "Only tickets that are still being worked on, or only others."),
    _parameter(
        "due_before",
        "Only tickets whose nearest SLA ends before this time: ISO 8601, or `1h` and `4h` from now, or `today` in UTC; "
        "`today:Europe/Berlin` is the day there.",
        {"type": "string", "maxLength": LONGEST_DUE},
    ),
    _yes_or_no("breached", "Only tickets with a breached SLA, or only others."),
    _parameter(
        "sla",
        "Only tickets with a service level: closed ones that `met` or `breached` it, open ones that are `overdue` or "
        "still `running`.",
        {"type": "string", "enum": list(SLA_RESULTS)},
    ),
    _count("reassigned_min", "Reassigned at least so often."),
    _count("reassigned_max", "Reassigned at most so often."),
    _parameter(
        "hour_of_week",
        "Opened in this hour of the week: `mon-09` in UTC, or `mon-09:Europe/Berlin`.",
        {"type": "string", "maxLength": LONGEST_DUE},
    ),
    _parameter(
        "view",
        "A view of `/views` by its id, or `mine`, `unassigned`, `major`, `open`, `all`; other parameters prevail.",
        {"type": "string", "maxLength": LONGEST_CHOICE},
    ),
    _parameter("unread", "Only tickets that you have not opened since they arrived.", {"type": "boolean"}),
    _parameter(
        "sort",
        "The field to sort by, prefixed with `-` for descending order; by `priority`, open tickets come first.",
        {
            "type": "string",
            "enum": [f"{sign}{name}" for name in SORTABLE for sign in ("", "-")],
            "default": "-opened_at",
        },
    ),
)
