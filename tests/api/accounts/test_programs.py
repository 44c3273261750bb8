"""Tokens of programs open none of the routes of accounts, logins and teams, whatever their role and scopes."""

from fastapi.routing import APIRoute

from rca_dashboard.access.identity import Identity, Role, TokenScope
from rca_dashboard.api.routes import role_of
from tests.api.accounts.conftest import ADA, Desk

PROGRAM = Identity(ADA, Role.ADMIN, token_id="0123456789abcdef", scopes=frozenset(TokenScope))
ANY_TOKEN = {"/api/v1/auth/me"}


async def test_a_token_with_every_scope_of_an_admin_is_refused_at_each_of_these_routes(desk: Desk) -> None:
    asked = 0
    for route in desk.routes:
        if not isinstance(route, APIRoute) or role_of(route) is Role.NOBODY or route.path in ANY_TOKEN:
            continue
        path = route.path.removeprefix("/api/v1").replace("{username}", ADA).replace("{team_id}", "1")
        path = path.replace("{session_id}", "0" * 64).replace("{token_id}", "0" * 16)
        for method in route.methods - {"HEAD"}:
            answer = await desk.ask(PROGRAM, method, path)
            assert (answer.status, answer.code) == (403, "wrong_scope"), (method, path)
            asked += 1
    assert asked > 20
    assert (await desk.ask(PROGRAM, "GET", "/auth/me")).data["username"] == ADA
