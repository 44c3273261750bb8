"""Who may use which route."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from rca_dashboard.access.identity import NOBODY, Identity, Role
from rca_dashboard.api.routes import Routes, role_of
from tests.api.identities import ADMIN, AGENT, VIEWER, identified

OPEN = {"/health", "/ready"}
CASES = "/api/v1/cases"
READING = {"GET", "HEAD"}
OPERATIONS = {
    *(f"/api/v1/servicenow-polling/{action}" for action in ("poll", "start", "stop", "reset")),
    *(f"/api/v1/servicenow-polling/bulk-import/{action}" for action in ("start", "stop", "reset")),
    *(f"/api/v1/reconcile/{action}" for action in ("start", "stop", "confirm-absences")),
    "/api/v1/audit",
    "/api/v1/audit/export",
}


async def _ask(api: FastAPI, identity: Identity, method: str, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(identified(api, identity))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.request(method, path)


def _requests(api: FastAPI) -> Iterator[tuple[str, str, Role]]:
    for route in api.routes:
        role = role_of(route)
        assert role is not None
        if isinstance(route, APIRoute):
            for method in route.methods or ():
                yield method, route.path.replace("{ticket_id}", "INC1"), role


def test_every_route_states_its_role(api: FastAPI) -> None:
    silent = [getattr(route, "path", str(route)) for route in api.routes if role_of(route) is None]
    assert silent == []
    roles = {route.path: role_of(route) for route in api.routes if isinstance(route, APIRoute)}
    assert {path for path, role in roles.items() if role is Role.NOBODY} == OPEN
    assert {path for path, role in roles.items() if role is Role.ADMIN} == OPERATIONS
    others = {path: role for path, role in roles.items() if path not in OPEN | OPERATIONS}
    assert {role for path, role in others.items() if not path.startswith(CASES)} == {Role.VIEWER}
    edits = {path for method, path, role in _requests(api) if path.startswith(CASES) and method not in READING}
    assert {role for method, path, role in _requests(api) if path in edits and method not in READING} == {Role.AGENT}


def test_a_route_without_a_role_is_found_and_cannot_be_added_the_usual_way(api: FastAPI) -> None:
    api.add_api_route("/forgotten", lambda: None)
    assert [route.path for route in api.routes if role_of(route) is None and isinstance(route, APIRoute)] == [
        "/forgotten"
    ]
    with pytest.raises(TypeError, match="role"):
        Routes(api, tag="app", scope=None).get("/forgotten", lambda: None)  # pyright: ignore[reportCallIssue]


async def test_without_a_login_only_public_routes_answer(api: FastAPI) -> None:
    for method, path, role in _requests(api):
        answer = await _ask(api, NOBODY, method, path)
        if role is Role.NOBODY:
            assert answer.status_code == 200, path
        else:
            assert answer.status_code == 401, path
            assert answer.content == b"" or answer.json()["error"]["code"] == "not_authenticated"


async def test_without_a_gate_every_caller_is_anonymous(api: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://app") as client:
        assert (await client.get("/api/v1/tickets")).status_code == 401


@pytest.mark.parametrize("identity", [VIEWER, AGENT])
async def test_who_reads_may_neither_steer_the_poller_nor_read_the_audit_log(api: FastAPI, identity: Identity) -> None:
    asked = {(method, path): await _ask(api, identity, method, path) for method, path, _ in _requests(api)}
    refused = {(method, path) for (method, path), answer in asked.items() if answer.status_code == 403}
    edits = {(method, path) for method, path, role in _requests(api) if role is Role.AGENT}
    assert {path for _, path in refused - edits} == OPERATIONS
    assert refused & edits == (set() if identity is AGENT else edits)
    error = asked["POST", "/api/v1/servicenow-polling/stop"].json()["error"]
    assert error["code"] == "forbidden"
    assert identity.role.name.lower() in error["message"]
    status = await _ask(api, identity, "GET", "/api/v1/servicenow-polling/status")
    assert status.json()["data"]["health"] == "ok"


async def test_an_admin_may_everything(api: FastAPI) -> None:
    for method, path, _ in _requests(api):
        # 422 where a body is missing.
        assert (await _ask(api, ADMIN, method, path)).status_code in (200, 404, 422), path


async def test_who_may_not_learns_nothing_from_wrong_parameters(api: FastAPI) -> None:
    for path in ("/api/v1/events?limit=x", f"/api/v1/tickets/{'x' * 101}", "/api/v1/tickets?page=0"):
        assert (await _ask(api, NOBODY, "GET", path)).status_code == 401
