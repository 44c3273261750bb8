"""The route of the weekly page."""

from enum import StrEnum
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import success
from rca_dashboard.api.errors import invalid_request
from rca_dashboard.api.insight.schemas import WeekSchema
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.week.page import markdown_page
from rca_dashboard.domain.week.sections import page_of
from rca_dashboard.domain.week.span import NAME_PATTERN, week_named
from rca_dashboard.store.cases.week import week_findings

WeekName = Annotated[
    str,
    Query(
        pattern=f"^({NAME_PATTERN})?$",
        description="Such as 2026-W48, from Monday on, in UTC; the current week if there is none.",
    ),
]


class WeekFormat(StrEnum):
    """The forms of a week."""

    JSON = "json"
    MARKDOWN = "md"


def add_week_route(routes: Routes, questions: Questions, *, has_insight: bool) -> None:
    """Add ``/insight/week``; without the insight it has neither clusters nor bursts."""

    def insight_week(
        week: WeekName = "", week_format: Annotated[WeekFormat, Query(alias="format")] = WeekFormat.JSON
    ) -> Response:
        """Return what came back in a week, overdue actions, costly and new clusters, and bursts.

        `basis` says of how many and since when. What a caller may not see is neither shown nor counted.
        """
        span = week_named(week, utc_now())
        if span is None:
            raise invalid_request(f"week: there is no week {week}.")
        page = page_of(questions.ask(week_findings, span, has_insight=has_insight))
        if week_format is WeekFormat.JSON:
            return success(page.as_json())
        headers = {"Content-Disposition": f'attachment; filename="week-{page.name}.md"', "Cache-Control": "no-store"}
        return Response(markdown_page(page), media_type="text/markdown; charset=utf-8", headers=headers)

    routes.get(
        "/insight/week",
        insight_week,
        role=Role.VIEWER,
        errors=(422, 503),
        response_model=Answer[WeekSchema],
        openapi_extra={"responses": {"200": {"content": {"text/markdown": {"schema": {"type": "string"}}}}}},
    )
