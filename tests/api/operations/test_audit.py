"""The audit log in REST, and the entries that REST writes."""

import json

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from rca_dashboard.access.addresses import remember_address
from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.api.operations import audit as audit_routes
from rca_dashboard.api.operations.audit import Entry
from rca_dashboard.api.schemas import ListAnswer
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import Record
from tests.api.identities import ADMIN, VIEWER, identified


def _from_address(app: ASGIApp, address: str) -> ASGIApp:
    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        remember_address(scope, address)
        await app(scope, receive, send)

    return gate


async def _write(database: Database, count: int) -> None:
    for place in range(count):
        await AuditLog(database).write(Actor("ada", "198.51.100.7"), Action.LOGIN, f"entry {place}")


async def test_steering_the_poller_is_written_with_who_and_from_where(api: FastAPI) -> None:
    transport = httpx.ASGITransport(_from_address(identified(api, ADMIN), "198.51.100.7"))
    async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as client:
        for action in ("stop", "start", "poll"):
            assert (await client.post(f"/servicenow-polling/{action}")).status_code == 200
        body = (await client.get("/audit")).json()
    ListAnswer[Entry].model_validate(body)
    did = [(entry["username"], entry["address"], entry["action"]) for entry in body["data"]]
    who = ("ada", "198.51.100.7")
    assert did == [(*who, "polling_stopped"), (*who, "polling_started"), (*who, "polled")]


async def test_who_may_not_stop_polling_is_not_written_as_having_done_so(
    api: FastAPI, client: httpx.AsyncClient
) -> None:
    transport = httpx.ASGITransport(identified(api, VIEWER))
    async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as viewer:
        assert (await viewer.post("/servicenow-polling/stop")).status_code == 403
    assert (await client.get("/audit")).json()["data"] == []


async def test_a_program_follows_the_log_by_the_last_id(client: httpx.AsyncClient, database: Database) -> None:
    await _write(database, 5)
    first = (await client.get("/audit?limit=2")).json()
    assert [entry["subject"] for entry in first["data"]] == ["entry 0", "entry 1"]
    assert first["pagination"]["totalCount"] == 5
    rest = (await client.get(f"/audit?after={first['data'][-1]['id']}")).json()
    assert [entry["subject"] for entry in rest["data"]] == ["entry 2", "entry 3", "entry 4"]
    for wrong in ("after=-1", "after=x", "limit=0", "limit=1001", f"after={2**31}"):
        assert (await client.get(f"/audit?{wrong}")).status_code == 422, wrong


async def test_the_export_is_one_json_object_a_line_however_many_pages(
    client: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await client.get("/audit/export")).text == ""
    monkeypatch.setattr(audit_routes, "MOST_ENTRIES", 2)
    await _write(database, 5)
    answer = await client.get("/audit/export")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.jsonl"'
    entries = [Entry.model_validate_json(line) for line in answer.text.splitlines()]
    assert [entry.subject for entry in entries] == [f"entry {place}" for place in range(5)]
    assert json.loads(answer.text.splitlines()[0])["at"].endswith("Z")


async def test_an_export_without_a_database_is_an_error_and_no_file(
    client: httpx.AsyncClient, database: Database
) -> None:
    with database.write() as session:
        Record.metadata.tables["audit_entry"].drop(session.connection())
    answer = await client.get("/audit/export")
    assert answer.status_code == 503
    assert "content-disposition" not in answer.headers
