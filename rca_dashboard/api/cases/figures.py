"""The routes of a case's figures: suspects, the verdict, and what a signature would have found."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Query

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.cases.figure_schemas import PreviewSchema, SuspectsAnswer, VerdictSchema
from rca_dashboard.api.cases.versions import CaseNumber, refused_edits
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.suspects import MOST_SUSPECTS, suspects_of
from rca_dashboard.cases.verdict import preview, verdict_of
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.verdict.signature import THRESHOLD, signature_of

_LARGEST_ID = 2**53
MOST_LISTED = 100


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
