"""The routes of bursts: listed, and dismissed."""

from typing import Annotated

from fastapi import Body, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import not_found
from rca_dashboard.api.insight.schemas import BurstSchema, SearchedAnswer
from rca_dashboard.api.insight.searched import success_searched
from rca_dashboard.api.insight.similar import GetInsight, running_insight
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.burst.keys import Kind
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.insight.burst_watch import chance_of
from rca_dashboard.store.insight.bursts import StoredBurst, burst_of, dismiss_burst, numbers_of, recent_bursts

MOST_BURSTS = 200
_LARGEST_ID = 2**53

BurstId = Annotated[int, Path(ge=1, le=_LARGEST_ID)]


class Dismissal(BaseModel):
    """Why this is no burst."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=500)


class BurstEndpoints:
    """The endpoints of bursts."""

    def __init__(self, questions: Questions, insight: GetInsight) -> None:
        self._questions = questions
        self._insight = insight

    def list_bursts(self, limit: Annotated[int, Query(ge=1, le=MOST_BURSTS)] = 50) -> JsonAnswer:
        """Return the last bursts, the newest first; `until` is when its last ticket was opened."""
        found = self._questions.ask(recent_bursts, limit)
        searched = running_insight(self._insight).index.searched()
        silent = "keys that were first seen less than four weeks ago"
        data: list[Json] = [self._json(each) for each in found]
        return success_searched(data, n=searched.tickets, since=searched.since, left_out=silent)

    def dismiss(
        self, burst: BurstId, request: Request, dismissal: Annotated[Dismissal | None, Body()] = None
    ) -> JsonAnswer:
        """Say that this is no burst: it is not shown again, however it grows."""
        username, reason = identity_of(request.scope).username, dismissal.reason if dismissal else ""
        if not self._questions.ask(dismiss_burst, burst, username=username, reason=reason, at=utc_now()):
            raise not_found(f"There is no burst {burst}.")
        running_insight(self._insight).bursts_changed()
        found = self._questions.ask(burst_of, burst)
        return success(self._json(found) if found else None)

    def _json(self, burst: StoredBurst) -> dict[str, Json]:
        numbers = self._questions.ask(numbers_of, burst.tickets)
        return {
            "id": burst.id,
            "level": Level(burst.level).name.lower(),
            "key": f"{Kind(burst.kind).name.lower()}:{burst.value}",
            "label": burst.label,
            "count": burst.count,
            "expected": round(burst.expected, 3),
            "probability": chance_of(burst),
            "since": to_iso(burst.since),
            "until": to_iso(burst.until),
            "ended_at": to_iso(burst.ended_at),
            "dismissed_at": to_iso(burst.dismissed_at),
            "dismissed_by": burst.dismissed_by,
            "reason": burst.reason,
            "tickets": list(numbers),
        }


def add_burst_routes(routes: Routes, questions: Questions, insight: GetInsight) -> None:
    """Add the routes below ``/bursts``."""
    endpoints = BurstEndpoints(questions, insight)
    routes.get(
        "/bursts",
        endpoints.list_bursts,
        role=Role.VIEWER,
        errors=(422, 503),
        response_model=SearchedAnswer[BurstSchema],
    )
    routes.post(
        "/bursts/{burst}/dismiss",
        endpoints.dismiss,
        role=Role.AGENT,
        errors=(404, 422, 503),
        response_model=Answer[BurstSchema],
    )
