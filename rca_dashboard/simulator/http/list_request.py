"""A request for records, parsed from its parameters as leniently as ServiceNow does."""

from dataclasses import dataclass

from starlette.requests import Request

from rca_dashboard.simulator.http.access_rules import AccessRules
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.http.rendering import DisplayMode, Shape
from rca_dashboard.simulator.queries.encoded_query import Condition, EncodedQuery, parse

DEFAULT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A requested page of records.

    Attributes:
        is_counted: The answer has the total count.
        has_links: The answer has links to the other pages.
    """

    query: EncodedQuery
    offset: int
    limit: int
    is_counted: bool
    has_links: bool


def list_request_of(request: Request) -> ListRequest:
    """Return what to find. An invalid number counts as missing."""
    parameters = request.query_params
    return ListRequest(
        query=_query_of(request),
        offset=_number(parameters.get("sysparm_offset"), 0),
        limit=_number(parameters.get("sysparm_limit"), DEFAULT_LIMIT) or DEFAULT_LIMIT,
        is_counted=not _is_true(parameters.get("sysparm_no_count")),
        has_links=not _is_true(parameters.get("sysparm_suppress_pagination_header")),
    )


def shape_of(request: Request, account: Account, rules: AccessRules, table: str) -> Shape:
    """Return how to render the records, for an account that has rules for a table."""
    parameters = request.query_params
    fields = [field.strip() for field in parameters.get("sysparm_fields", "").split(",") if field.strip()]
    return Shape(
        base_url=str(request.base_url).rstrip("/"),
        mode=_mode(parameters.get("sysparm_display_value", "")),
        with_links=not _is_true(parameters.get("sysparm_exclude_reference_link")),
        fields=fields or None,
        unreadable=rules.unreadable(table),
        zone=account.zone,
        date_format=account.date_format,
        has_null_displays=rules.empty_displays_are_null,
    )


def _query_of(request: Request) -> EncodedQuery:
    """Return the query; ``?state=1`` beside ``sysparm_query`` counts as one more condition, as in ServiceNow."""
    query = parse(request.query_params.get("sysparm_query", ""))
    pairs = request.query_params.multi_items()
    besides = tuple((Condition(name, "=", value),) for name, value in pairs if not name.startswith("sysparm_"))
    return EncodedQuery(tuple((*conjunction, *besides) for conjunction in query.queries), query.ordering)


def _mode(text: str) -> DisplayMode:
    if text == "all":
        return "all"
    return "true" if text == "true" else "false"


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() else default


def _is_true(text: str | None) -> bool:
    return text == "true"
