"""The routes of the audit log, for admins."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success_list
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.running_exports import ExportResponse, RunningExports
from rca_dashboard.api.schemas import ListAnswer, Schema
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.domain.audit import AuditEntry
from rca_dashboard.store import queries

MOST_ENTRIES = 1000
LARGEST_ID = 2**31 - 1
_LINES = "application/x-ndjson"


class Entry(Schema):
    """Who did what, when and from where; `id` increases with each entry."""

    id: int
    at: datetime
    username: str
    address: str
    action: str
    subject: str
    detail: str


class AuditEndpoints:
    """The endpoints for the audit log."""

    def __init__(self, questions: Questions, exports: RunningExports) -> None:
        self._questions = questions
        self._exports = exports

    def list_audit_entries(
        self,
        after: Annotated[
            int, Query(ge=0, le=LARGEST_ID, description="The `id` of the last entry you have; 0 for none.")
        ] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_ENTRIES)] = 100,
    ) -> JsonAnswer:
        """Return the entries after `after`, oldest first; `pagination` counts all entries after `after`."""
        # Counted first, so that an entry added in between makes the count too small and never leaves a gap.
        total = self._questions.ask(queries.audit_count_after, after)
        entries = self._questions.ask(queries.audit_entries_after, after, limit)
        return success_list([entry.as_json() for entry in entries], page=1, limit=limit, total=max(total, len(entries)))

    def export_audit_log(self, request: Request) -> ExportResponse:
        """Return the whole log as JSON lines, oldest first, with at most 1,000 entries in memory."""
        self._exports.check(request.scope)
        # The first page is read now, so that a database outage is an error response and not a truncated file.
        first = self._questions.ask(queries.audit_entries_after, 0, MOST_ENTRIES)
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="audit.jsonl"'}
        return ExportResponse(self._exports, self._lines(first), _LINES, headers)

    def _lines(self, page: tuple[AuditEntry, ...]) -> Iterator[str]:
        while page:
            yield "".join(_json(entry.as_json()) + "\n" for entry in page)
            page = self._questions.ask(queries.audit_entries_after, page[-1].id, MOST_ENTRIES)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def add_audit_routes(routes: Routes, questions: Questions, exports: RunningExports) -> None:
    """Add ``/audit`` and ``/audit/export``."""
    endpoints = AuditEndpoints(questions, exports)
    routes.get(
        "/audit",
        endpoints.list_audit_entries,
        role=Role.ADMIN,
        errors=(422, 503),
        response_model=ListAnswer[Entry],
    )
    routes.get(
        "/audit/export",
        endpoints.export_audit_log,
        role=Role.ADMIN,
        errors=(503,),
        response_class=Response,
        openapi_extra={"responses": {"200": {"content": {_LINES: {"schema": {"type": "string"}}}}}},
    )
