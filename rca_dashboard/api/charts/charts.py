"""The route of charts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Query, Request
from pydantic import ConfigDict, Field

from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.api.charts.recent import RecentCharts
from rca_dashboard.api.errors import invalid_request
from rca_dashboard.api.insight.schemas import SearchedSchema
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Schema
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.api.tickets.view_parameters import VIEW_PARAMETERS, view_from
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.chart.chart import Chart
from rca_dashboard.domain.chart.periods import Unit
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.views.hour_of_week import LONGEST_ZONE, zone_named
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.charts import chart
from rca_dashboard.store.limits import current_visibility

ChartName = Literal[
    "opened_resolved",
    "backlog_age",
    "time_to_resolve",
    "resolve_trend",
    "by_category",
    "by_group",
    "by_priority",
    "by_assignee",
    "by_location",
    "by_caller",
    "sla",
    "stagnant",
    "reassigned",
    "heat",
]
ChartField = Literal[
    "category", "priority", "source", "status", "assignment_group", "assigned_to", "location", "requester"
]
_PAGING = {"page", "limit", "sort"}


class MarkSchema(Schema):
    """A mark; further figures depend on the chart, such as `median_hours`, which is null where it is not known yet."""

    model_config = ConfigDict(extra="allow")

    label: str
    from_: datetime | None = Field(alias="from")
    to: datetime | None
    count: int
    query: str = Field(description="The list's query string of exactly these tickets.")
    series: str
    is_unfinished: bool = Field(description="Its period has not ended.")
    is_few: bool = Field(description="Fewer than ten tickets: too few for a bar or a median to say much.")


class ChartSchema(Schema):
    """The marks of a chart."""

    marks: list[MarkSchema]


class ChartAnswer(Schema):
    """A successful response, with what was counted for it."""

    success: Literal[True]
    data: ChartSchema
    searched: SearchedSchema


class ChartEndpoints:
    """The route of charts; its query runs in FastAPI's worker threads."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._recent = RecentCharts()

    def get_chart(
        self,
        name: ChartName,
        request: Request,
        zone: Annotated[str, Query(max_length=LONGEST_ZONE, description="An IANA time zone.")] = "UTC",
        unit: Annotated[Unit | None, Query(description="By default it follows the span.")] = None,
        by: Annotated[ChartField, Query(description="The field of `time_to_resolve` and `sla`.")] = "category",
    ) -> JsonAnswer:
        """Return a chart of the tickets of a filter, which takes the parameters of `/tickets`.

        Each mark has the query of exactly its tickets. It is at most some seconds old.
        """
        view = view_from(request.query_params, identity_of(request.scope).username, self._questions)
        wanted, place = view.filter, _zone(zone)

        def read() -> Chart:
            asked = Asked(filter=wanted, now=utc_now(), zone=place, unit=unit, by=by)
            return self._questions.ask(chart, name, asked)

        return _answer(self._recent.get((name, wanted, zone, unit, by, current_visibility()), read))


def _zone(name: str) -> ZoneInfo:
    found = zone_named(name)
    if found is None:
        raise invalid_request(f"zone must be an IANA time zone such as Europe/Berlin; not {name!r}")
    return found


def _answer(found: Chart) -> JsonAnswer:
    marks: Sequence[Json] = [mark.as_json() for mark in found.marks]
    since = to_iso(found.since.astimezone(UTC)) if found.since else None
    searched: dict[str, Json] = {"n": found.n, "since": since, "left_out": found.left_out}
    return JsonAnswer({"success": True, "data": {"marks": list(marks)}, "searched": searched})


def add_chart_route(routes: Routes, questions: Questions) -> None:
    """Add ``/charts/{name}``."""
    parameters: list[dict[str, Any]] = [each for each in VIEW_PARAMETERS if each["name"] not in _PAGING]
    routes.get(
        "/charts/{name}",
        ChartEndpoints(questions).get_chart,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=ChartAnswer,
        openapi_extra={"parameters": parameters},
    )
