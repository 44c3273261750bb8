"""The figures of a case over REST: change suspects, the verdict, and what a signature would have found."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rca_dashboard.api.cases import figure_schemas
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from tests.api.conftest import Keep
from tests.api.identities import AGENT, identified
from tests.tickets import NOON, make

DATABASE = Reference("db1", "Orders database")
MAIL = Reference("mail1", "Mail server")


def change(place: int, days: float, summary: str, item: Reference = MAIL, **extra: str) -> Ticket:
    ended = NOON - timedelta(days=days)
    return make(
        place,
        table="change_request",
        ticket_id=f"CHG{place:07}",
        short_description=summary,
        cmdb_ci=item,
        opened_at=ended - timedelta(days=3),
        state="3",
        extra={"work_end": f"{ended:%Y-%m-%d %H:%M:%S}", **extra},
    )


def incident(place: int, at: datetime, summary: str = "Orders fail with a timeout") -> Ticket:
    return make(place, short_description=summary, cmdb_ci=DATABASE, opened_at=at)


def asking(api: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(identified(api, AGENT)), base_url="http://app/api/v1")


@pytest.fixture
async def client(api: FastAPI, keep: Keep) -> Any:
    earlier = [NOON - timedelta(days=day, hours=2) for day in range(20, 320, 20)]
    keep([incident(place, at) for place, at in enumerate(earlier, 100)])
    keep([change(300 + place, day + 1, "Routine patch", DATABASE) for place, day in enumerate(range(20, 320, 20))])
    keep([change(10, 1, "Raise the timeout of orders", DATABASE), change(11, 2, "Move mailboxes")])
    keep([change(12, -1, "Later orders change", DATABASE), incident(1, NOON)])
    async with asking(api) as client:
        yield client


async def start(client: httpx.AsyncClient) -> None:
    made = await client.post("/cases", json={"title": "Orders fail", "tickets": ["INC0000001"]})
    assert made.status_code == 201, made.text


async def test_suspects_are_listed_likeliest_first_with_base_rate_and_placebo(client: httpx.AsyncClient) -> None:
    await start(client)
    answer = (await client.get("/cases/RCA-1/suspects")).json()
    figure_schemas.SuspectsAnswer.model_validate(answer)
    first = answer["data"][0]
    assert (first["number"], first["rank"], first["ended_by"]) == ("CHG0000010", 1, "work_end")
    assert first["shared"]["items"] == ["Orders database"]
    assert "timeout" in first["shared"]["words"]
    assert (first["base_rate"]["n"], first["base_rate"]["before"]) == (15, 1.0)
    assert first["base_rate"]["says_nothing"] is False
    assert "CHG0000012" not in [each["number"] for each in answer["data"]]


async def test_a_judgement_keeps_what_was_shown_and_feeds_the_desks_own_figure(client: httpx.AsyncClient) -> None:
    await start(client)
    judged = {"change": "CHG0000010", "state": "confirmed", "reason": "Taken back, and it ended"}
    case = (await client.post("/cases/RCA-1/changes", json=judged)).json()["data"]
    assert case["changes"][0]["rank"] == 1
    assert case["changes"][0]["snapshot"]["sureness"] > 0
    figures = (await client.get("/cases/RCA-1/suspects")).json()["figures"]
    assert (figures["judged"], figures["right"]) == (1, 1)
    assert "Of 1 first suspects judged here, 1 were it." in figures["note"]


async def test_where_changes_are_not_read_it_is_said(api: FastAPI, keep: Keep) -> None:
    keep([incident(1, NOON)])
    async with asking(api) as client:
        await start(client)
        answer = (await client.get("/cases/RCA-1/suspects")).json()
        assert answer["data"] == []
        assert "change_request is not among SERVICENOW_TABLES" in answer["figures"]["note"]


async def test_a_signature_is_previewed_on_history(client: httpx.AsyncClient) -> None:
    await start(client)
    asked = {"words": "orders timeouts", "cmdb_ci": "orders DATABASE", "threshold": 1}
    found = (await client.get("/cases/RCA-1/signature", params=asked)).json()["data"]
    figure_schemas.PreviewSchema.model_validate(found)
    assert found["count"] >= 8
    none = (await client.get("/cases/RCA-1/signature", params={"words": "printer"})).json()["data"]
    assert none["count"] == 0


async def test_the_verdict_says_what_is_lacking(client: httpx.AsyncClient) -> None:
    await start(client)
    found = (await client.get("/cases/RCA-1/verdict")).json()["data"]
    figure_schemas.VerdictSchema.model_validate(found)
    assert (found["verdict"], "No signature yet" in found["text"]) == (None, True)
    assert (await client.get("/cases/RCA-9/verdict")).status_code == 404
