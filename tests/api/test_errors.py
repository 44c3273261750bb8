"""Error responses."""

import logging
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from rca_dashboard.access.identity import Role
from rca_dashboard.api import store_reads
from rca_dashboard.api.answers import success
from rca_dashboard.api.routes import Routes
from rca_dashboard.store.engine import Database
from tests.api.conftest import Keep
from tests.tickets import make

ODD = ["%00", "%ED%A0%80", "%FF%FE", "%F0%9F%94%A5", "%E2%80%AE", "%0D%0A", "'%20OR%201=1--", "%5E", "..%2F..%2Fetc"]


@pytest.mark.parametrize("path", ["/nothing", "/tickets/", "//tickets", "/tickets/INC1/events/", "/%00", "/%2e%2e/x"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
async def test_an_unknown_path_under_api_is_a_json_404(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"]["code"] == "not_found"
    assert set(answer.json()) == {"success", "error"}
    assert answer.json()["success"] is False


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/tickets", "GET, HEAD"),
        ("DELETE", "/tickets/INC1", "GET, HEAD"),
        ("BREW", "/events", "GET, HEAD"),
        ("GET", "/servicenow-polling/poll", "POST"),
        ("PUT", "/servicenow-polling/stop", "POST"),
        ("POST", "http://app/health", "GET, HEAD"),
        ("TRACE", "http://app/metrics", "GET, HEAD"),
    ],
)
async def test_a_method_that_a_path_does_not_take_is_a_json_405(
    client: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("odd", ODD)
async def test_odd_characters_are_answered(client: httpx.AsyncClient, keep: Keep, odd: str) -> None:
    keep([make(1)])
    names = ("query", "status", "category", "assignment_group", "sort", "page", "limit", "priority", "opened_from", odd)
    paths = [f"/tickets?{name}={odd}" for name in names]
    for path in (*paths, f"/tickets/{odd}", f"/tickets/{odd}/events", f"/events?after={odd}", f"/{odd}"):
        answer = await client.get(path)
        assert answer.status_code in (200, 404, 422), (path, answer.text)
        assert answer.json()["success"] is (answer.status_code == 200)


async def test_no_answer_may_be_kept_by_a_cache(client: httpx.AsyncClient) -> None:
    for path in ("/tickets", "/tickets/INC404", "/nothing"):
        assert (await client.get(path)).headers["cache-control"] == "no-store"


async def test_a_defect_shows_no_traceback_and_is_logged_once_with_it(
    api: FastAPI, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        message = "secret detail"
        raise ZeroDivisionError(message)

    Routes(api, tag="app", scope=None).get("/broken", broken, role=Role.NOBODY)
    answer = await client.get("http://app/broken")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    logged = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(logged) == 1
    assert "secret detail" in caplog.text


async def test_half_a_surrogate_pair_is_answered_as_a_question_mark(api: FastAPI, client: httpx.AsyncClient) -> None:
    Routes(api, tag="app", scope=None).get("/half", lambda: success("\ud83d"), role=Role.NOBODY)
    assert (await client.get("http://app/half")).json()["data"] == "?"


async def test_the_app_mounted_behind_keeps_its_paths_and_its_errors(api: FastAPI, client: httpx.AsyncClient) -> None:
    api.mount("", PlainTextResponse("the page"))
    for path in ("/", "/tickets/INC1", "/_event/", "/health/more", "/apiary"):
        for method in ("GET", "POST"):
            answer = await client.request(method, f"http://app{path}")
            assert (answer.status_code, answer.text) == (200, "the page"), path
    assert (await client.get("/nothing")).status_code == 404
    assert (await client.post("/tickets")).status_code == 405


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one success end an outage; the app waits a few seconds for failures beside it."""
    monkeypatch.setattr(store_reads, "_SETTLES_SECONDS", 0.0)


@pytest.mark.usefixtures("settled")  # before the app is made
async def test_an_unavailable_database_is_logged_once_and_returns_no_name(
    tmp_path: Path, client: httpx.AsyncClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    file = tmp_path / "tickets.db"
    database.close()
    file.rename(tmp_path / "away.db")
    file.mkdir()
    for path in ("/tickets", "/tickets/stats", "/tickets/INC1", "/events", "http://app/metrics"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_unavailable"), path
        assert "tickets.db" not in answer.text
    assert [record.levelname for record in caplog.records if "REST" in record.message] == ["ERROR"]
    file.rmdir()
    (tmp_path / "away.db").rename(file)
    assert (await client.get("/tickets")).status_code == 200
    assert (await client.get("/tickets")).status_code == 200
    assert [record.levelname for record in caplog.records if "REST" in record.message] == ["ERROR", "WARNING"]
