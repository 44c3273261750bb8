"""The routes of a case's figures: suspects, the verdict, and what a signature would have found."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.cases.figure_schemas import PreviewSchema, SuspectsAnswer, VerdictSchema
from rca_dashboard.api.cases.versions import CaseNumber, refused_edits
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.pdf import pdf_of
from rca_dashboard.cases.report import report_data
from rca_dashboard.cases.suspects import MOST_SUSPECTS, suspects_of
from rca_dashboard.cases.verdict import preview, verdict_of
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.report.blocks import markdown_of
from rca_dashboard.domain.report.content import report_of, short_report
from rca_dashboard.domain.verdict.signature import THRESHOLD, signature_of

_LARGEST_ID = 2**53
MOST_LISTED = 100
_REPORT = {
    "text/markdown": {"schema": {"type": "string"}},
    "application/pdf": {"schema": {"type": "string", "format": "binary"}},
    "text/plain": {"schema": {"type": "string"}},
}


class ReportFormat(StrEnum):
    """The forms of a report."""

    MARKDOWN = "md"
    PDF = "pdf"
    TEXT = "txt"


class FigureEndpoints:
    """The endpoints of a case's figures."""

    def __init__(self, questions: Questions, cases: Callable[[], Cases]) -> None:
        self._questions = questions
        self._cases = cases

    def case_suspects(
        self, number: CaseNumber, limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_SUSPECTS
    ) -> JsonAnswer:
        """Return the changes that preceded the trigger, likeliest first; `figures` says what they rest on."""
        found = self._questions.ask(suspects_of, self._case(number), utc_now(), limit)
        data = [each.as_json() for each in found.suspects]
        return JsonAnswer({"success": True, "data": data, "figures": found.figures()})

    def case_verdict(self, number: CaseNumber) -> JsonAnswer:
        """Return whether the fix held, as far as can be known by now."""
        return success(self._questions.ask(verdict_of, self._case(number), utc_now()).as_json())

    def case_signature(
        self,
        number: CaseNumber,
        words: Annotated[str, Query(max_length=500)] = "",
        cmdb_ci: Annotated[str, Query(max_length=200, description="The sys_id or the name of an item.")] = "",
        threshold: Annotated[float, Query(ge=0.1, le=1)] = THRESHOLD,
        cluster: Annotated[int, Query(ge=0, le=_LARGEST_ID)] = 0,
    ) -> JsonAnswer:
        """Return what a signature would have found in the last half year; without one, the case's own."""
        case = self._case(number)
        given = {"words": words, "cmdb_ci": cmdb_ci, "threshold": threshold, "cluster": cluster}
        asked = signature_of(given if words.strip() or cmdb_ci.strip() or cluster else case.signature)
        return success(self._questions.ask(preview, asked, utc_now()).as_json())

    def case_report(
        self, number: CaseNumber, report_format: Annotated[ReportFormat, Query(alias="format")] = ReportFormat.MARKDOWN
    ) -> Response:
        """Return the report of a case: Markdown, PDF, or a few plain lines for a problem in ServiceNow."""
        case = self._case(number)
        data = self._questions.ask(report_data, case)
        name = f'attachment; filename="{case.number}-v{case.version}.{report_format.value}"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        match report_format:
            case ReportFormat.PDF:
                content = pdf_of(report_of(data), f"{case.number}: {case.title}", case.updated_at)
                return Response(content, media_type="application/pdf", headers=headers)
            case ReportFormat.MARKDOWN:
                text = markdown_of(report_of(data))
                return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)
            case ReportFormat.TEXT:
                return Response(short_report(data), media_type="text/plain; charset=utf-8", headers=headers)

    def _case(self, number: str) -> Case:
        with refused_edits():
            return self._cases().case(number)


def add_figure_routes(routes: Routes, questions: Questions, cases: Callable[[], Cases]) -> None:
    """Add the routes of figures below ``/cases/{number}``."""
    figures = FigureEndpoints(questions, cases)
    for path, endpoint, model in (
        ("suspects", figures.case_suspects, SuspectsAnswer),
        ("verdict", figures.case_verdict, Answer[VerdictSchema]),
        ("signature", figures.case_signature, Answer[PreviewSchema]),
    ):
        routes.get(
            f"/cases/{{number}}/{path}", endpoint, role=Role.VIEWER, errors=(404, 422, 503), response_model=model
        )
    routes.get(
        "/cases/{number}/report",
        figures.case_report,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_class=Response,
        openapi_extra={"responses": {"200": {"content": _REPORT}}},
    )
