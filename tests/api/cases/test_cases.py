"""Cases over REST: started, edited without losing what others wrote, moved through the gates, approved."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.api.cases import schemas
from rca_dashboard.api.schemas import Event
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.api.conftest import Keep
from tests.api.identities import AGENT, VIEWER, identified
from tests.tickets import NOON, make

Asking = Callable[[Identity], AbstractAsyncContextManager[httpx.AsyncClient]]
BEN = Identity("ben", Role.AGENT)
NEW = {"title": "Printers burn", "statement": "Printers on floor 3 burn", "tickets": ["INC0000001", make(2).sys_id]}


@pytest.fixture
def asking(api: FastAPI, keep: Keep) -> Asking:
    keep([make(place) for place in range(1, 6)])

    @asynccontextmanager
    async def ask(identity: Identity) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(identified(api, identity))
        async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as client:
            yield client

    return ask


async def put(client: httpx.AsyncClient, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = await client.post(f"/cases/RCA-1/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()["data" if status == 200 else "error"]


async def test_a_case_is_started_listed_and_read(asking: Asking) -> None:
    async with asking(AGENT) as agnes:
        made = await agnes.post("/cases", json=NEW)
        assert made.status_code == 201, made.text
        case = made.json()["data"]
        schemas.CaseSchema.model_validate(case)
        assert (case["number"], case["version"], case["stage"], case["owner"]) == ("RCA-1", 1, "new", "agnes")
        assert made.headers["ETag"] == '"1"'
        assert case["missing"] == []

        read = await agnes.get("/cases/rca-1")
        assert read.json()["data"] == case
        assert read.headers["ETag"] == '"1"'
        listed = (await agnes.get("/cases", params={"stage": "new"})).json()
        schemas.ListedCaseSchema.model_validate(listed["data"][0])
        assert (await agnes.get("/cases", params={"stage": ["closed", "fixing"]})).json()["data"] == []
        tickets = (await agnes.get("/cases/RCA-1/tickets")).json()
        assert [each["number"] for each in tickets["data"]] == ["INC0000001", "INC0000002"]
        schemas.CaseTicketSchema.model_validate(tickets["data"][0])
        events = (await agnes.get("/cases/RCA-1/events")).json()["data"]
        schemas.CaseEventSchema.model_validate(events[0])
        feed = (await agnes.get("/events", params={"after": 5})).json()["data"]
        Event.model_validate(feed[0])
        assert (feed[0]["seq"], feed[0]["type"], feed[0]["ticket_id"]) == (events[0]["seq"], "case", "RCA-1")


async def test_what_is_wrong_is_said_and_stores_nothing(asking: Asking) -> None:
    async with asking(AGENT) as agnes:
        for body, message in (
            ({**NEW, "tickets": ["INC0000001", "INC9"]}, "There is no ticket INC9."),
            ({"title": " "}, "A case needs a title of 1 to 200 characters."),
            ({"cluster": 7}, "There is no cluster 7."),
            ({"burst": 7}, "There is no burst 7."),
        ):
            answer = await agnes.post("/cases", json=body)
            assert (answer.status_code, answer.json()["error"]["message"]) == (422, message)
        assert (await agnes.get("/cases")).json()["data"] == []
        assert (await agnes.get("/cases/RCA-1")).status_code == 404
        assert (await agnes.post("/cases/RCA-1/stage", json={"stage": "closed"})).status_code == 404


async def test_the_later_of_two_saves_gets_the_difference_and_overwrites_nothing(asking: Asking) -> None:
    async with asking(AGENT) as agnes, asking(BEN) as ben:
        await agnes.post("/cases", json=NEW)
        first = await agnes.patch("/cases/RCA-1", json={"title": "Fans burn"}, headers={"If-Match": '"1"'})
        assert (first.status_code, first.headers["ETag"]) == (200, '"2"')

        later = await ben.patch("/cases/RCA-1", json={"title": "Printers smoke"}, headers={"If-Match": "1"})

        assert later.status_code == 409
        error = later.json()["error"]
        assert (error["code"], error["version"]) == ("conflict", 2)
        assert error["difference"] == {"title": ["Printers burn", "Fans burn"]}
        assert later.headers["ETag"] == '"2"'
        assert (await ben.get("/cases/RCA-1")).json()["data"]["title"] == "Fans burn"
        assert (await ben.patch("/cases/RCA-1", json={"title": "x"})).status_code == 428
        broken = await ben.patch("/cases/RCA-1", json={"title": "x"}, headers={"If-Match": "abc"})
        assert broken.status_code == 422


async def test_a_text_of_a_part_is_overwritten_only_by_who_names_the_version(asking: Asking) -> None:
    async with asking(AGENT) as agnes:
        await agnes.post("/cases", json=NEW)
        case = await put(agnes, "hypotheses", {"text": "A fan is stuck"})
        changed = {"id": case["hypotheses"][0]["id"], "text": "A fuse is gone"}
        assert (await put(agnes, "hypotheses", changed, status=428))["code"] == "version_needed"
        answer = await agnes.post("/cases/RCA-1/hypotheses", json=changed, headers={"If-Match": "2"})
        assert answer.json()["data"]["hypotheses"][0]["text"] == "A fuse is gone"


async def test_a_case_goes_through_all_gates_to_its_end(asking: Asking) -> None:
    async with asking(AGENT) as agnes, asking(BEN) as ben:
        await agnes.post("/cases", json=NEW)
        await put(agnes, "stage", {"stage": "investigating"})
        refused = await put(agnes, "stage", {"stage": "cause_found"}, status=409)
        assert refused["code"] == "gate_not_met"
        assert refused["missing"] == [
            "a confirmed hypothesis",
            "another hypothesis that is refuted with evidence, or why no other was considered",
        ]

        case = await put(agnes, "hypotheses", {"text": "A fan is stuck", "state": "confirmed"})
        fan = case["hypotheses"][0]["id"]
        await put(agnes, "evidence", {"hypothesis": fan, "stance": "for", "ticket": "INC0000001"})
        case = await put(agnes, "evidence", {"hypothesis": fan, "stance": "against", "text": "It turns"})
        against = case["evidence"][-1]["id"]
        refused = await put(agnes, "stage", {"stage": "cause_found"}, status=409)
        assert refused["missing"][0] == "an answer to the evidence against “A fan is stuck”"
        await put(agnes, "evidence", {"id": against, "answer": "Only when cold"})
        case = await put(agnes, "hypotheses", {"text": "A fuse is gone", "state": "refuted", "reason": "It is there"})
        await put(
            agnes,
            "evidence",
            {"hypothesis": case["hypotheses"][1]["id"], "stance": "against", "text": "The fuse was measured"},
        )
        await put(agnes, "stage", {"stage": "cause_found"})

        case = await put(agnes, "actions", {"kind": "remove", "text": "Replace the fan"})
        action = case["actions"][0]["id"]
        refused = await put(agnes, "stage", {"stage": "fixing"}, status=409)
        assert refused["missing"] == ["an owner and a due date for “Replace the fan”"]
        await put(agnes, "actions", {"id": action, "owner": "agnes", "due_at": "2026-12-01T12:00:00Z"})
        await put(agnes, "stage", {"stage": "fixing"})

        await put(agnes, "actions", {"id": action, "is_done": True})
        assert (await put(agnes, "actions", {"id": action, "is_verified": True}, status=403))["code"] == "forbidden"
        refused = await put(agnes, "stage", {"stage": "watching"}, status=409)
        assert refused["missing"] == [
            "“Replace the fan” to be verified by somebody else",
            "a signature: by which tickets it would be seen that it came back",
        ]
        case = await put(ben, "actions", {"id": action, "is_verified": True})
        signed = {"signature": {"words": ["printer"]}}
        await agnes.patch("/cases/RCA-1", json=signed, headers={"If-Match": str(case["version"])})
        await put(agnes, "stage", {"stage": "watching"})

        assert (await put(agnes, "approve", {}, status=403))["message"].startswith("You own RCA-1")
        await put(ben, "approve", {"comment": "Well done"})
        await put(agnes, "verdict", {"kind": "cannot_be_known", "reason": "One printer is left"})
        case = await put(agnes, "hypotheses", {"text": "Dust"})
        assert case["approval"]["is_valid"] is False
        assert list(case["approval"]["difference"]) == ["hypotheses.3.text", "hypotheses.3.state"]
        refused = await put(agnes, "stage", {"stage": "closed"}, status=409)
        assert refused["missing"][0].startswith("a new approval: the case was edited after ben approved")
        await put(ben, "approve", {})
        case = await put(agnes, "stage", {"stage": "closed"})
        schemas.CaseSchema.model_validate(case)
        assert (case["stage"], case["next_stage"], case["lacking"]) == ("closed", None, [])
        assert (await put(agnes, "stage", {"stage": "investigating"}))["closed_at"] is None


async def test_evidence_stays_readable_when_its_ticket_is_deleted(asking: Asking, database: Database) -> None:
    async with asking(AGENT) as agnes:
        await agnes.post("/cases", json=NEW)
        case = await put(agnes, "hypotheses", {"text": "A fan is stuck"})
        hypothesis = case["hypotheses"][0]["id"]
        await put(agnes, "evidence", {"hypothesis": hypothesis, "ticket": "INC0000002"})
        mark_deleted(database, [make(2).sys_id], origin=Origin.POLL, at=NOON)

        case = (await agnes.get("/cases/RCA-1")).json()["data"]

        assert case["evidence"][0]["snapshot"]["short_description"] == "Printer 2 is on fire"
        tickets = (await agnes.get("/cases/RCA-1/tickets")).json()["data"]
        assert [each["summary"] for each in tickets] == ["Printer 1 is on fire", "Printer 2 is on fire"]
        left = await put(agnes, "tickets", {"tickets": ["INC0000002"], "remove": True})
        assert left["ticket_count"] == 1


async def test_a_change_is_judged_with_a_reason_or_not_at_all(asking: Asking, keep: Keep) -> None:
    keep([replace(make(9), table="change_request", ticket_id="CHG1", opened_at=None)])
    async with asking(AGENT) as agnes:
        await agnes.post("/cases", json=NEW)
        await put(agnes, "changes", {"change": "CHG1"})
        refused = await put(agnes, "changes", {"change": "CHG1", "state": "confirmed"}, status=422)
        assert refused["message"] == "Confirming or refuting a change needs a reason."
        # No body says how likely a change was: this one has no time, and was no suspect.
        confirmed = {"change": "CHG1", "state": "confirmed", "reason": "It took the fan out", "rank": 1}
        case = await put(agnes, "changes", confirmed)
        assert [(each["number"], each["state"], each["rank"]) for each in case["changes"]] == [("CHG1", "confirmed", 0)]
        ticket = {"change": "INC0000001", "state": "refuted", "reason": "It is a ticket"}
        assert (await put(agnes, "changes", ticket, status=422))["message"] == "INC0000001 is not a change."
        case = await put(agnes, "changes", {"state": "refuted", "reason": "It was one of them"})
        assert [each["number"] for each in case["changes"]] == ["CHG1", ""]


async def test_viewers_read_and_do_not_edit(asking: Asking) -> None:
    async with asking(AGENT) as agnes, asking(VIEWER) as vera:
        await agnes.post("/cases", json=NEW)
        assert (await vera.get("/cases/RCA-1")).status_code == 200
        assert (await vera.post("/cases", json=NEW)).status_code == 403
        assert (await vera.patch("/cases/RCA-1", json={}, headers={"If-Match": "1"})).status_code == 403
        for path in ("tickets", "hypotheses", "evidence", "actions", "changes", "stage", "approve", "verdict", "notes"):
            assert (await vera.post(f"/cases/RCA-1/{path}", json={})).status_code == 403, path


async def test_a_signature_that_is_no_json_is_refused(asking: Asking) -> None:
    async with asking(AGENT) as agnes:
        await agnes.post("/cases", json=NEW)
        headers = {"If-Match": "1", "Content-Type": "application/json"}
        answer = await agnes.patch("/cases/RCA-1", content='{"signature": {"threshold": NaN}}', headers=headers)
        assert answer.status_code == 422
