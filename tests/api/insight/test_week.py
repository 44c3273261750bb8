"""/insight/week: as JSON and as Markdown."""

import httpx
import pytest

from rca_dashboard.api.insight.schemas import WeekSchema
from rca_dashboard.api.schemas import Answer
from tests.api.conftest import Keep
from tests.tickets import make


async def test_a_week_is_read_as_json_and_as_markdown(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(1)])
    answer = await client.get("/insight/week?week=2026-W48")
    page = Answer[WeekSchema].model_validate_json(answer.content).data
    assert [each.key for each in page.sections] == ["came-back", "overdue", "costliest", "new-clusters", "bursts"]
    assert page.week == "2026-W48"
    markdown = await client.get(f"/insight/week?week={page.previous}&format=md")
    assert markdown.headers["content-type"].startswith("text/markdown")
    assert markdown.text.startswith("# Week 2026-W47, 2026-11-16 to 2026-11-22\n")


@pytest.mark.parametrize("week", ["2026-W54", "2026-48", "x"])
async def test_what_is_no_week_is_refused(client: httpx.AsyncClient, week: str) -> None:
    answer = await client.get(f"/insight/week?week={week}")
    assert answer.status_code == 422
    assert "week" in answer.json()["error"]["message"]
