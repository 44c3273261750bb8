"""``/wall``: the figures and tickets for a screen on the wall."""

from datetime import timedelta

import httpx

from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.tickets.wall import Wall
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.slas import upsert_slas
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


async def test_a_new_critical_ticket_comes_first_and_a_resolved_one_is_no_major(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    keep([make(number, priority=2) for number in range(1, 12)])
    keep([make(20, priority=1), make(21, priority=1, resolved_at=make(1).opened_at), make(22, priority=2)])
    data = (await client.get("/wall")).json()["data"]
    assert [each["number"] for each in data["majors"]][:2] == ["INC0000020", "INC0000022"]
    assert len(data["majors"]) == 8
    assert data["due"] == []


async def test_the_wall_shows_what_is_due_next_and_how_much_is_at_risk(
    client: httpx.AsyncClient, keep: Keep, database: Database
) -> None:
    keep([make(1), make(2), make(3), make(4)])
    now = utc_now()
    slas = [
        TaskSla(
            sys_id=f"s{number}",
            task_id=make(number).sys_id,
            name="Resolution",
            stage="in_progress",
            due_at=now + timedelta(minutes=minutes),
            breached=minutes < 0,
        )
        for number, minutes in ((1, 300), (2, 40), (3, -90))
    ]
    upsert_slas(database, slas, origin=Origin.POLL, at=now)
    answer = await client.get("/wall")
    Answer[Wall].model_validate_json(answer.content)
    data = answer.json()["data"]
    assert [each["number"] for each in data["due"]] == ["INC0000002", "INC0000001"]
    assert {each["name"]: each["value"] for each in data["figures"]}["at_risk"] == 2
