"""The routes that read cases."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Query

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success_list
from rca_dashboard.api.cases import schemas
from rca_dashboard.api.cases.case_json import (
    case_ticket_json,
    event_json,
    is_not_json,
    listed_case_json,
    similar_case_json,
)
from rca_dashboard.api.cases.versions import CaseNumber, refused_edits, success_case
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, ListAnswer
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.cases.cases import Cases
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.is_is_not import MOST_LINES
from rca_dashboard.domain.cases.likeness import MOST_SIMILAR
from rca_dashboard.store.cases.reading import case_events, case_tickets, count_events, list_cases

MOST_LISTED = 200
MOST_EVENTS = 1_000
LARGEST_SEQ = 2**63 - 1

Page = Annotated[int, Query(ge=1, le=100_000)]
Limit = Annotated[int, Query(ge=1, le=MOST_LISTED)]


class CaseEndpoints:
    """The endpoints that read cases."""

    def __init__(self, questions: Questions, cases: Callable[[], Cases]) -> None:
        self._questions = questions
        self._cases = cases

    def list_cases(
        self,
        page: Page = 1,
        limit: Limit = 25,
        stage: Annotated[list[Stage] | None, Query(max_length=len(Stage))] = None,
        owner: Annotated[str, Query(max_length=200)] = "",
    ) -> JsonAnswer:
        """List the cases that you may see, the newest first."""
        found = self._questions.ask(list_cases, stages=stage or (), owner=owner, limit=limit, offset=(page - 1) * limit)
        now = utc_now()
        shown = [listed_case_json(case, now) for case in found.cases]
        return success_list(shown, page=page, limit=limit, total=found.total)

    def get_case(self, number: CaseNumber) -> JsonAnswer:
        """Return a case with all its parts; `ETag` is its version."""
        return success_case(self._case(number))

    def list_case_tickets(self, number: CaseNumber, page: Page = 1, limit: Limit = MOST_LISTED) -> JsonAnswer:
        """List the tickets of a case in the order in which they were opened; also those deleted since."""
        case = self._case(number)
        found = self._questions.ask(case_tickets, case.id, limit=limit, offset=(page - 1) * limit)
        total = case.ticket_count + case.recurrence_count
        return success_list([case_ticket_json(each) for each in found], page=page, limit=limit, total=total)

    def list_case_events(
        self,
        number: CaseNumber,
        after: Annotated[int, Query(ge=0, le=LARGEST_SEQ, description="The last `seq` you have; 0 for none.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = MOST_EVENTS,
    ) -> JsonAnswer:
        """Return what happened to a case after `after`, oldest first; `seq` is that of `/events`."""
        case = self._case(number)
        found = self._questions.ask(case_events, case.id, after=after, limit=limit)
        total = self._questions.ask(count_events, case.id, after=after)
        return success_list([event_json(each) for each in found], page=1, limit=limit, total=total)

    def case_is_not(self, number: CaseNumber) -> JsonAnswer:
        """Compute the IS / IS NOT table from the case's tickets and the rest; what people wrote is in the case."""
        with refused_edits():
            lines = self._cases().is_not(number)
        return success_list([is_not_json(line) for line in lines], page=1, limit=MOST_LINES, total=len(lines))

    def similar_cases(self, number: CaseNumber) -> JsonAnswer:
        """List the cases that are most like this one, with their causes and with what was ruled out in them."""
        with refused_edits():
            found = self._cases().similar(number)
        return success_list([similar_case_json(each) for each in found], page=1, limit=MOST_SIMILAR, total=len(found))

    def _case(self, number: str) -> Case:
        with refused_edits():
            return self._cases().case(number)


def add_case_reads(routes: Routes, questions: Questions, cases: Callable[[], Cases]) -> None:
    """Add the routes that read cases."""
    reads = CaseEndpoints(questions, cases)
    routes.get(
        "/cases",
        reads.list_cases,
        role=Role.VIEWER,
        errors=(422, 503),
        response_model=ListAnswer[schemas.ListedCaseSchema],
    )
    errors = (404, 422, 503)
    for path, endpoint, model in (
        ("", reads.get_case, Answer[schemas.CaseSchema]),
        ("/tickets", reads.list_case_tickets, ListAnswer[schemas.CaseTicketSchema]),
        ("/is-not", reads.case_is_not, ListAnswer[schemas.IsNotSchema]),
        ("/similar", reads.similar_cases, ListAnswer[schemas.SimilarCaseSchema]),
        ("/events", reads.list_case_events, ListAnswer[schemas.CaseEventSchema]),
    ):
        routes.get(f"/cases/{{number}}{path}", endpoint, role=Role.VIEWER, errors=errors, response_model=model)
