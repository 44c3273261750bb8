"""What a program with a token may use: each route is asked with each scope."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from rca_dashboard.access.identity import Identity, Role, TokenScope
from rca_dashboard.api.routes import role_of, scopes_of
from tests.api.identities import identified

READING = {TokenScope.TICKETS, TokenScope.FEED}


async def _ask(api: FastAPI, scope: TokenScope, method: str, path: str) -> httpx.Response:
    program = Identity("ada", Role.ADMIN, token_id="0123456789abcdef", scopes=frozenset({scope}))
    transport = httpx.ASGITransport(identified(api, program))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.request(method, path)


def _routes(api: FastAPI) -> Iterator[tuple[APIRoute, str, str]]:
    for route in api.routes:
        if isinstance(route, APIRoute) and role_of(route) is not Role.NOBODY:
            for method in route.methods:
                yield route, method, route.path.replace("{ticket_id}", "INC1")


@pytest.mark.parametrize("scope", list(TokenScope))
async def test_a_token_is_refused_at_each_route_outside_its_scopes_whatever_its_role(
    api: FastAPI, scope: TokenScope
) -> None:
    for route, method, path in _routes(api):
        answer = await _ask(api, scope, method, path)
        is_refused = answer.status_code == 403
        assert is_refused == (scope not in scopes_of(route)), (scope, method, path, answer.text)
        if is_refused and method != "HEAD":
            assert answer.json()["error"]["code"] == "wrong_scope"


def test_a_token_for_reading_changes_nothing(api: FastAPI) -> None:
    for route, method, path in _routes(api):
        if method not in ("GET", "HEAD"):
            assert not scopes_of(route) & READING, path


def test_each_scope_opens_what_it_says(api: FastAPI) -> None:
    opened = {scope: {path for route, _, path in _routes(api) if scope in scopes_of(route)} for scope in TokenScope}
    assert {"/api/v1/tickets", "/api/v1/tickets/INC1", "/api/v1/tickets/export"} <= opened[TokenScope.TICKETS]
    assert "/api/v1/events" in opened[TokenScope.FEED]
    assert {"/api/v1/servicenow-polling/poll", "/api/v1/audit", "/metrics"} <= opened[TokenScope.OPERATE]
    for path in ("/api/v1/events", "/api/v1/servicenow-polling/poll", "/api/v1/audit"):
        assert path not in opened[TokenScope.TICKETS]


def test_head_needs_the_scopes_of_get(api: FastAPI) -> None:
    scopes = {(method, path): scopes_of(route) for route, method, path in _routes(api)}
    for (method, path), needed in scopes.items():
        if method == "HEAD":
            assert needed == scopes["GET", path], path
