"""API tokens at the gate: REST takes them, pages and the websocket never do."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.access.gate.guarded_server import GuardedServer, Visitor

EXPIRES_AFTER = 90


def create(visitor: Visitor, **fields: Any) -> dict[str, Any]:
    answer = visitor.post("/api/v1/auth/tokens", json={"name": "export", "scopes": ["tickets"], **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_is_shown_once_and_works_until_it_is_revoked(server: GuardedServer) -> None:
    vera, program = server.login(), server.visitor()
    created = create(vera, days=EXPIRES_AFTER)
    headers = bearer(created["token"])
    assert program.get("/api/v1/auth/me", headers=headers).json()["data"] == {"username": "vera", "role": "viewer"}
    (listed,) = [each for each in vera.get("/api/v1/auth/tokens").json()["data"] if each["id"] == created["id"]]
    assert "token" not in listed
    assert vera.delete(f"/api/v1/auth/tokens/{created['id']}").status_code == 200
    assert program.get("/api/v1/auth/me", headers=headers).status_code == 401
    assert vera.delete(f"/api/v1/auth/tokens/{created['id']}").status_code == 404
    assert created["token"] not in server.log()


def test_a_token_makes_no_tokens_and_ends_no_sessions(server: GuardedServer) -> None:
    created = create(server.login())
    program, headers = server.visitor(), bearer(created["token"])
    for method, path in (
        ("POST", "/api/v1/auth/tokens"),
        ("GET", "/api/v1/auth/tokens"),
        ("DELETE", f"/api/v1/auth/tokens/{created['id']}"),
        ("GET", "/api/v1/auth/sessions"),
        ("DELETE", "/api/v1/auth/sessions"),
        ("POST", "/api/v1/auth/password"),
        ("POST", "/api/v1/auth/logout"),
    ):
        answer = program.ask(method, path, headers=headers, json={} if method == "POST" else None)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_scope"), path


def test_a_wrong_token_is_refused_even_beside_a_valid_cookie(server: GuardedServer) -> None:
    vera = server.login()
    for header in ("Bearer x", "bearer rca_" + "a" * 43, "Bearer"):
        assert vera.get("/api/v1/auth/me", headers={"Authorization": header}).status_code == 401, header
    assert vera.get("/api/v1/auth/me", headers={"Authorization": "Basic dmVyYTp4"}).status_code == 200
    right = create(vera)["token"]
    twice = [("Authorization", f"Bearer {right}"), ("Authorization", "Bearer x")]
    assert httpx.get(f"{server.url}/api/v1/auth/me", headers=twice).status_code == 401


async def test_pages_and_the_websocket_take_cookies_alone(server: GuardedServer) -> None:
    token = create(server.login())["token"]
    assert server.visitor().get("/", headers=bearer(token)).status_code == 303
    for cookie in (f"Authorization=Bearer {token}", f"rca_session={token}"):
        assert await server.refused(cookie) == 403
    assert await server.refused(None, token=token) == 403


def test_limits_count_for_each_token(fresh_server: Callable[..., GuardedServer]) -> None:
    server = fresh_server(rate=50)
    vera = server.login()
    headers = [bearer(create(vera, name=name)["token"]) for name in ("one", "two")]
    with httpx.Client(base_url=server.url) as client:
        statuses = [client.get("/api/v1/auth/me", headers=headers[0]).status_code for _ in range(400)]
        assert 429 in statuses
        assert client.get("/api/v1/auth/me", headers=headers[1]).status_code == 200
        assert vera.get("/api/v1/auth/me").status_code == 200


def test_what_a_token_may_not_have_is_refused_in_words(server: GuardedServer) -> None:
    vera = server.login()
    for fields, code in (
        ({"role": "admin"}, "role_too_high"),
        ({"scopes": []}, "invalid_request"),
        ({"scopes": ["everything"]}, "invalid_request"),
        ({"days": 0}, "invalid_request"),
        ({"days": 10_000}, "invalid_request"),
        ({"name": ""}, "invalid_request"),
        ({"name": "a\nb"}, "invalid_name"),
    ):
        body = {"name": "export", "scopes": ["tickets"], **fields}
        answer = vera.post("/api/v1/auth/tokens", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code), fields
