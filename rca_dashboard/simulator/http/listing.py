"""A page of records: found, counted, cut by ACLs, and linked to the other pages."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from rca_dashboard.simulator.http.access_rules import AccessRules
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.http.faults.faults import Fault
from rca_dashboard.simulator.http.faults.player import FAULT
from rca_dashboard.simulator.http.list_request import ListRequest, list_request_of, shape_of
from rca_dashboard.simulator.http.pagination import link_header
from rca_dashboard.simulator.http.rendering import Rendered, render
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.table import Selection
from rca_dashboard.simulator.queries.conditions import Record

_NO_FAULT = Fault()
_NOTHING = Selection((), 0)


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to a request for records."""

    records: list[Rendered]
    headers: dict[str, str]


def page_of(request: Request, table: str, instance: Instance, rules: AccessRules, account: Account) -> Page:
    """Return a page of a table.

    Raises:
        TableApiError: 403 if the query uses a refused field.
    """
    fault: Fault = request.scope.get(FAULT, _NO_FAULT)
    wanted = list_request_of(request)
    wanted = replace(wanted, query=rules.permitted(table, wanted.query.without(fault.dropped_fields)))
    found = _found(table, wanted, instance, rules, account)
    shape = shape_of(request, account, rules, table)
    seen = [record for record in found.records if not _is_cut(table, record, rules, fault)]
    return Page(render(instance, table, seen, shape), _headers(request, wanted, found.total))


def _found(table: str, wanted: ListRequest, instance: Instance, rules: AccessRules, account: Account) -> Selection:
    known = instance.fields(table)
    if rules.invalid_query_returns_no_rows and any(field not in known for field in wanted.query.fields()):
        return _NOTHING
    return instance.select(table, wanted.query, offset=wanted.offset, limit=wanted.limit, zone=account.zone)


def _is_cut(table: str, record: Record, rules: AccessRules, fault: Fault) -> bool:
    return rules.is_hidden(table, record) or (fault.hidden is not None and fault.hidden(record))


def _headers(request: Request, wanted: ListRequest, total: int) -> dict[str, str]:
    headers = {"X-Total-Count": str(total)} if wanted.is_counted else {}
    url, parameters = str(request.url.replace(query="")), request.query_params.multi_items()
    known_total = total if wanted.is_counted else None
    links = link_header(url, parameters, offset=wanted.offset, limit=wanted.limit, total=known_total)
    if wanted.has_links and links:
        headers["Link"] = links
    return headers
