"""All tickets of a list as a file: streamed, in the list's order, with the requested columns."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal

from fastapi import Query, Request
from fastapi.responses import StreamingResponse

from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.api.errors import invalid_request
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.running_exports import ExportResponse, RunningExports
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.api.tickets.export_forms import COMPUTED, Exported, form_of
from rca_dashboard.api.tickets.ticket_json import TICKET_KEYS
from rca_dashboard.api.tickets.view_parameters import VIEW_PARAMETERS, view_from
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.preferences import Separator
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store import queries
from rca_dashboard.store.insight.of_tickets import NOTHING_KNOWN, TicketInsight

# 500 full tickets with long texts are some megabytes.
_TICKETS_AT_ONCE = 500
_LONGEST_COLUMNS = 1_000
_KEYS = (*TICKET_KEYS, *COMPUTED)
_NAMES = "|".join(_KEYS)
_CONTENT = {
    "text/csv": {"schema": {"type": "string"}},
    "text/tab-separated-values": {"schema": {"type": "string"}},
    "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
}

Columns = Annotated[
    str,
    Query(
        max_length=_LONGEST_COLUMNS,
        description="Comma-separated fields in the order to export; all fields of a ticket by default, and on request "
        "`cluster` and `burst`, the labels of what it is part of. `extra` is not exported.",
        json_schema_extra={"pattern": f"^(({_NAMES})(,({_NAMES}))*)?$"},
    ),
]
SeparatorName = Annotated[
    Separator,
    Query(
        description="What separates the cells of CSV: Excel expects `semicolon` where a decimal sign is a comma. "
        "With `tab` the file is `text/tab-separated-values`."
    ),
]
# Returns what tickets are part of, by their sys_ids.
PartOf = Callable[[Sequence[str]], dict[str, TicketInsight]]


class ExportEndpoint:
    """The endpoint for exports."""

    def __init__(self, questions: Questions, exports: RunningExports, part_of: PartOf) -> None:
        self._questions = questions
        self._exports = exports
        self._part_of = part_of

    def export_tickets(
        self,
        request: Request,
        format: Literal["csv", "json"] = "csv",  # noqa: A002 - the parameter's name
        columns: Columns = "",
        separator: SeparatorName = Separator.COMMA,
    ) -> ExportResponse:
        """Return all tickets that match the filters, in the requested order; `page` and `limit` have no effect.

        CSV is UTF-8 with a byte order mark. A cell that a spreadsheet could take for a formula, whichever separator it
        splits at, starts with an apostrophe; one that is longer than Excel's 32,767 characters is cut. The tickets and
        their order are as of the request; each ticket's fields are as of when it is sent.
        """
        self._exports.check(request.scope)
        view = view_from(request.query_params, identity_of(request.scope).username, self._questions)
        wanted = _columns(columns)
        # Read now, so that a database outage is an error response and not a truncated file: eight bytes per ticket.
        ids = self._questions.ask(queries.selected_ids, view)
        form = form_of(format, separator)
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="tickets-{utc_now():%Y-%m-%d}.{form.suffix}"',
        }
        text = form.pieces(wanted, self._batches(ids, wanted))
        octets = (piece.encode("utf-8", "replace") for piece in text)
        return ExportResponse(self._exports, octets, form.media_type, headers)

    def _batches(self, ids: "array[int]", columns: Sequence[str] = ()) -> Iterator[Sequence[Exported]]:
        for start in range(0, len(ids), _TICKETS_AT_ONCE):
            tickets = self._questions.ask(queries.tickets_by_id, ids[start : start + _TICKETS_AT_ONCE])
            is_asked = not set(COMPUTED).isdisjoint(columns)
            found = self._part_of([each.sys_id for each in tickets]) if is_asked else {}
            yield [_exported(each, found.get(each.sys_id, NOTHING_KNOWN)) for each in tickets]


def _exported(ticket: Ticket, part_of: TicketInsight) -> Exported:
    return Exported(ticket, part_of.cluster_label, part_of.burst.label if part_of.burst else "")


def _columns(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if unknown := [name for name in names if name not in _KEYS]:
        raise invalid_request(f"columns are of {', '.join(_KEYS)}; not {unknown[0][:40]!r}")
    return names or TICKET_KEYS


def add_export_route(routes: Routes, questions: Questions, exports: RunningExports, part_of: PartOf) -> None:
    """Add ``/tickets/export``."""
    filters = [each for each in VIEW_PARAMETERS if each["name"] not in {"page", "limit"}]
    routes.get(
        "/tickets/export",
        ExportEndpoint(questions, exports, part_of).export_tickets,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_class=StreamingResponse,
        openapi_extra={"parameters": filters, "responses": {"200": {"content": _CONTENT}}},
    )
