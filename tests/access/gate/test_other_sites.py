"""Requests that a browser marks as made by another site's page (Fetch Metadata)."""

import httpx
import pytest

from tests.access.gate.guarded_server import ORIGIN, GuardedServer


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/api/v1/auth/logout", {"Sec-Fetch-Site": "cross-site"}),
        ("POST", "/api/v1/auth/logout", {"Sec-Fetch-Site": "same-site"}),
        ("POST", "/api/v1/auth/login", {"Sec-Fetch-Site": "Cross-Site", "Sec-Fetch-Mode": "navigate"}),
        ("DELETE", "/api/v1/auth/sessions", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
        ("GET", "/api/v1/auth/me", {"Sec-Fetch-Site": "cross-site"}),
        ("GET", "/api/v1/auth/sessions", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
    ],
)
def test_a_request_of_another_site_without_an_origin_is_refused(
    server: GuardedServer, method: str, path: str, headers: dict[str, str]
) -> None:
    visitor = server.login()
    answer = httpx.request(method, f"{server.url}{path}", headers={"Cookie": visitor.cookie, **headers}, json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "foreign_site")
    assert visitor.get("/api/v1/auth/me").is_success  # it logged nobody out


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/auth/me", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}),  # a link in a mail
        ("/tickets", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}),
        ("/api/v1/auth/me", {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}),
        ("/api/v1/auth/me", {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}),
        ("/api/v1/auth/me", {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}),  # CORS decides
    ],
)
def test_a_link_from_elsewhere_and_our_own_page_pass(server: GuardedServer, path: str, headers: dict[str, str]) -> None:
    visitor = server.login()
    assert httpx.get(f"{server.url}{path}", headers={"Cookie": visitor.cookie, **headers}).is_success
