"""``/wall``: the figures and tickets for a screen on the wall."""

import httpx

from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.tickets.wall import Wall
from tests.api.conftest import Keep
from tests.tickets import make


async def test_the_wall_has_the_open_figures_the_majors_and_the_oldest(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(1), make(2, priority=2), make(3, priority=1), make(4, priority=1, is_active=False)])
    answer = await client.get("/wall")
    Answer[Wall].model_validate_json(answer.content)
    data = answer.json()["data"]
    assert {each["name"]: each["value"] for each in data["figures"]} == {"open": 3, "unassigned": 3, "major": 2}
    assert [each["number"] for each in data["majors"]] == ["INC0000003", "INC0000002"]
    assert [each["number"] for each in data["oldest"]] == ["INC0000001", "INC0000002", "INC0000003"]
