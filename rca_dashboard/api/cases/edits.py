"""The routes that change cases."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Body, Request

from rca_dashboard.access.identity import Role
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.api.cases import bodies, schemas
from rca_dashboard.api.cases.versions import CaseNumber, IfMatch, edited, expected_version, refused_edits
from rca_dashboard.api.errors import ApiError
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer
from rca_dashboard.cases.cases import Cases, VersionNeededError


class CaseEdits:
    """The endpoints that change cases."""

    def __init__(self, cases: Callable[[], Cases]) -> None:
        self._cases = cases

    def start_case(self, body: Annotated[bodies.NewCase, Body()], request: Request) -> JsonAnswer:
        """Start a case, which you own unless you name somebody else."""
        given: dict[str, Any] = {**body.model_dump(), "cluster": body.cluster or 0, "burst": body.burst or 0}
        return edited(lambda: self._cases().start(actor_of(request), **given), status=201)

    def change_case(
        self,
        number: CaseNumber,
        body: Annotated[bodies.ChangedCase, Body()],
        request: Request,
        if_match: IfMatch = None,
    ) -> JsonAnswer:
        """Change a case's own fields; `If-Match` says which version you have seen."""
        if if_match is None:
            with refused_edits():
                raise VersionNeededError
        expected, values = expected_version(if_match), body.values()
        return edited(lambda: self._cases().change_fields(number, actor_of(request), values, expected))

    def put_case_tickets(
        self, number: CaseNumber, body: Annotated[bodies.CaseTickets, Body()], request: Request
    ) -> JsonAnswer:
        """Add tickets, give them another role, or take them out."""
        actor, cases = actor_of(request), self._cases()
        if body.remove:
            return edited(lambda: cases.remove_tickets(number, actor, body.tickets))
        return edited(lambda: cases.put_tickets(number, actor, body.tickets, body.role))

    def put_case_hypothesis(
        self,
        number: CaseNumber,
        body: Annotated[bodies.HypothesisBody, Body()],
        request: Request,
        if_match: IfMatch = None,
    ) -> JsonAnswer:
        """Add a hypothesis, or change or remove the one with the given id."""
        return self._put("hypotheses", number, body, request, if_match)

    def put_case_evidence(
        self,
        number: CaseNumber,
        body: Annotated[bodies.EvidenceBody, Body()],
        request: Request,
        if_match: IfMatch = None,
    ) -> JsonAnswer:
        """Add evidence for or against a hypothesis, answer it, or remove it."""
        if body.id is None and body.hypothesis is None:
            raise ApiError(422, "invalid_request", "hypothesis: say for which hypothesis, or against which, it speaks.")
        return self._put("evidence", number, body, request, if_match)

    def put_case_action(
        self,
        number: CaseNumber,
        body: Annotated[bodies.ActionBody, Body()],
        request: Request,
        if_match: IfMatch = None,
    ) -> JsonAnswer:
        """Add an action, say that it is done or verified, change it, or remove it."""
        return self._put("actions", number, body, request, if_match)

    def judge_case_change(
        self, number: CaseNumber, body: Annotated[bodies.ChangeBody, Body()], request: Request
    ) -> JsonAnswer:
        """Confirm or refute a suspected change, with a reason; without a change, say that none was it."""
        values = {"state": body.state, **body.given("change", "rank")}
        return edited(lambda: self._cases().judge_change(number, actor_of(request), body.change or "", values))

    def move_case(
        self, number: CaseNumber, body: Annotated[bodies.StageBody, Body()], request: Request, if_match: IfMatch = None
    ) -> JsonAnswer:
        """Move a case to a stage; 409 says what is missing."""
        expected = expected_version(if_match)
        return edited(lambda: self._cases().move(number, actor_of(request), body.stage, expected))

    def approve_case(
        self,
        number: CaseNumber,
        request: Request,
        body: Annotated[bodies.ApprovalBody | None, Body()] = None,
        if_match: IfMatch = None,
    ) -> JsonAnswer:
        """Approve a case as it is; its owner may not."""
        expected, comment = expected_version(if_match), body.comment if body else ""
        return edited(lambda: self._cases().approve(number, actor_of(request), comment, expected))

    def accept_verdict(
        self, number: CaseNumber, body: Annotated[bodies.AcceptedVerdict, Body()], request: Request
    ) -> JsonAnswer:
        """Accept by name that it cannot be known whether the fix held."""
        return edited(lambda: self._cases().accept_unknown(number, actor_of(request), body.reason))

    def add_case_note(
        self, number: CaseNumber, body: Annotated[bodies.NoteBody, Body()], request: Request
    ) -> JsonAnswer:
        """Write a note or a decision into the timeline."""
        return edited(lambda: self._cases().add_note(number, actor_of(request), body.text))

    def _put(self, name: str, number: str, body: Any, request: Request, if_match: str | None) -> JsonAnswer:  # noqa: ANN401 - a part's body
        expected, actor, cases = expected_version(if_match), actor_of(request), self._cases()
        if body.remove:
            return edited(lambda: cases.remove_part(number, actor, name, body.id or 0, expected))
        put = {"hypotheses": cases.put_hypothesis, "evidence": cases.put_evidence, "actions": cases.put_action}[name]
        return edited(lambda: put(number, actor, body.given("id", "remove"), body.id or 0, expected))


def add_case_edits(routes: Routes, cases: Callable[[], Cases]) -> None:
    """Add the routes that change cases."""
    edits, one = CaseEdits(cases), Answer[schemas.CaseSchema]
    routes.post(
        "/cases", edits.start_case, role=Role.AGENT, errors=(403, 422, 503), status_code=201, response_model=one
    )
    errors = (404, 409, 422, 428, 503)
    routes.patch("/cases/{number}", edits.change_case, role=Role.AGENT, errors=errors, response_model=one)
    for path, endpoint in (
        ("tickets", edits.put_case_tickets),
        ("hypotheses", edits.put_case_hypothesis),
        ("evidence", edits.put_case_evidence),
        ("actions", edits.put_case_action),
        ("changes", edits.judge_case_change),
        ("stage", edits.move_case),
        ("approve", edits.approve_case),
        ("verdict", edits.accept_verdict),
        ("notes", edits.add_case_note),
    ):
        routes.post(f"/cases/{{number}}/{path}", endpoint, role=Role.AGENT, errors=errors, response_model=one)
