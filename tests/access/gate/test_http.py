"""Pages and REST, requested like an attacker would."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from tests.access.gate.guarded_server import ORIGIN, PASSWORD, GuardedServer

HEADERS = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
}
TRICKS = (
    "//",
    "//tickets",
    "/login/../tickets",
    "/login/..%2ftickets",
    "/login/%2e%2e/tickets",
    "/assets/../tickets",
    "/assets/%2e%2e/tickets",
    "/assets/..%5ctickets",
    "/assets//../tickets",
    "/LOGIN/",
    "/Login",
    "/login/x",
    "/login%00/",
    "/login;/tickets",
    "/loginx",
    "/assets",
    "/%2fassets/x",
    "/health/../tickets",
    "/favicon.svg/",
    "/.",
    "/index.html",
    "/_event/",
    "/api",
    "/api%2fv1",
    "//api/v1/auth/me",
    "/test/accounts",
)


def raw(server: GuardedServer, target: str, headers: str = "") -> str:
    """Ask for a path as it is: a client library would tidy it up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall(f"GET {target} HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n{headers}\r\n".encode())
        parts = []
        while part := wire.recv(65536):
            parts.append(part)
    return b"".join(parts).decode(errors="replace")


@pytest.mark.parametrize("target", TRICKS)
def test_no_way_to_write_a_path_passes_the_gate_without_a_login(server: GuardedServer, target: str) -> None:
    answer = raw(server, target)
    status = int(answer.split(" ", 2)[1])
    assert status in (303, 400, 401, 404), answer
    assert "tickets</p>" not in answer


def test_the_login_and_its_files_are_public(server: GuardedServer) -> None:
    visitor = server.visitor()
    for path in ("/login", "/login/", "/assets/x.js", "/favicon.svg", "/style.css"):
        assert visitor.get(path).status_code == 200, path


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/", "/login/"),
        ("/tickets/INC1", "/login/?next=/tickets/INC1"),
        ("/?status=New&query=a+b", "/login/?next=/%3Fstatus%3DNew%26query%3Da%2Bb"),
        ("//evil.example/", "/login/"),
        ("/\\evil.example", "/login/"),
        ("/%5Cevil.example", "/login/"),
    ],
)
def test_a_page_redirects_to_the_login_and_back_to_pages_of_the_app_only(
    server: GuardedServer, asked: str, location: str
) -> None:
    answer = raw(server, asked)
    assert answer.split(" ", 2)[1] == "303"
    (found,) = (line[10:] for line in answer.split("\r\n") if line.lower().startswith("location: "))
    assert found == location
    assert not urlsplit(found).netloc


def test_a_login_opens_pages_and_rest_and_its_cookie_is_for_the_browser_alone(server: GuardedServer) -> None:
    answer = server.visitor().post("/api/v1/auth/login", json={"username": " VERA ", "password": PASSWORD})
    assert answer.json() == {"success": True, "data": {"username": "vera", "role": "viewer"}}
    attributes = {part.strip() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert attributes == {"HttpOnly", "Max-Age=604800", "Path=/", "SameSite=Lax"}
    visitor = server.login("vera")
    assert visitor.get("/tickets").text == "<p>tickets</p>"
    assert visitor.get("/api/v1/auth/me").json()["data"] == {"username": "vera", "role": "viewer"}


def test_after_the_logout_the_kept_cookie_opens_nothing(server: GuardedServer) -> None:
    visitor = server.login()
    answer = visitor.post("/api/v1/auth/logout")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert visitor.get("/api/v1/auth/me").status_code == 401
    assert visitor.get("/", follow_redirects=False).status_code == 303


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(server: GuardedServer) -> None:
    answers = [
        server.visitor().post("/api/v1/auth/login", json={"username": name, "password": "not the password"})
        for name in ("agnes", "nobody-of-that-name")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text == answers[1].text
    assert answers[0].json()["error"]["code"] == "invalid_credentials"


def test_guessing_is_answered_with_429_and_a_time_to_wait(server: GuardedServer) -> None:
    visitor = server.visitor()
    attempt = {"username": "guessed", "password": "not the password"}
    answers = [visitor.post("/api/v1/auth/login", json=attempt) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["error"]["code"] == "too_many_attempts"


def test_another_sites_form_cannot_log_a_visitor_in(server: GuardedServer) -> None:
    right = {"username": "vera", "password": PASSWORD}
    visitor = server.visitor()
    foreign = visitor.post("/api/v1/auth/login", json=right, headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "foreign_origin")
    opaque = visitor.post("/api/v1/auth/login", json=right, headers={"Origin": "null"})
    assert opaque.status_code == 403
    body = '{"username":"vera","password":"correct horse battery"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        form = visitor.post("/api/v1/auth/login", content=body, headers={"Content-Type": kind, "Origin": ORIGIN})
        assert form.status_code == 422
        assert PASSWORD not in form.text
    assert visitor.post("/api/v1/auth/login", json=right, headers={"Origin": ORIGIN}).status_code == 200


def test_what_is_no_login_gets_a_clear_answer_without_what_was_typed(server: GuardedServer) -> None:
    secret = "typed-by-mistake"
    for body in (
        {"username": "vera"},
        {"username": "vera", "password": 1},
        {"username": "vera", "password": secret * 20},
        {"username": "vera" * 100, "password": secret},
        {"username": "vera", "passwort": secret},
        [secret],
        {"username": "\ud800", "password": "\ud800" * 10},
    ):
        answer = server.visitor().post(
            "/api/v1/auth/login", content=json.dumps(body), headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in (401, 422), answer.text
        assert secret not in answer.text
    assert "Traceback" not in server.log()


def test_a_large_body_is_refused_whether_it_names_its_length_or_not(server: GuardedServer) -> None:
    visitor = server.visitor()
    headers = {"Content-Type": "application/json"}
    assert visitor.post("/api/v1/auth/login", content=b"x" * 70_000, headers=headers).status_code == 413
    parts = (b"x" * 1_000 for _ in range(70))
    assert visitor.post("/api/v1/auth/login", content=parts, headers=headers).status_code == 413
    assert server.login().post("/tickets", content=b"x" * 70_000).status_code == 413


@pytest.mark.parametrize("path", ["/", "/login/", "/api/v1/auth/me", "/api/v1/auth/nothing", "/_event/"])
def test_every_answer_carries_the_headers(server: GuardedServer, path: str) -> None:
    for visitor in (server.visitor(), server.login()):
        answer = visitor.get(path)
        for name, part in HEADERS.items():
            assert part in answer.headers[name]
        if path.startswith("/api/"):
            assert answer.headers["cache-control"] == "no-store"


def test_users_list_and_end_only_their_own_sessions(server: GuardedServer) -> None:
    mine, other = server.login("vera"), server.login("agnes")
    (current,) = [each for each in mine.get("/api/v1/auth/sessions").json()["data"] if each["is_current"]]
    assert current["address"] == "127.0.0.1"
    assert current["user_agent"].startswith("python-httpx")
    (theirs,) = [each for each in other.get("/api/v1/auth/sessions").json()["data"] if each["is_current"]]
    assert mine.delete(f"/api/v1/auth/sessions/{theirs['id']}").status_code == 404
    assert other.get("/api/v1/auth/me").status_code == 200
    assert mine.delete(f"/api/v1/auth/sessions/{current['id']}").status_code == 200
    assert mine.get("/api/v1/auth/me").status_code == 401
    assert mine.delete("/api/v1/auth/sessions/x").status_code == 401


def test_a_new_password_needs_the_old_one_and_ends_the_other_logins(server: GuardedServer) -> None:
    server.login("ada").post("/test/accounts", json={"do": "create", "username": "paula"})
    mine, other = server.login("paula"), server.login("paula")

    def change(old: str, new: str) -> tuple[int, str]:
        answer = mine.post("/api/v1/auth/password", json={"old_password": old, "new_password": new})
        return answer.status_code, answer.json().get("error", {}).get("code", "")

    assert change("wrong", "a much better one") == (422, "wrong_password")
    assert change(PASSWORD, "short") == (422, "invalid_password")
    assert other.get("/api/v1/auth/me").status_code == 200
    assert change(PASSWORD, "a much better one") == (200, "")
    assert mine.get("/api/v1/auth/me").status_code == 200
    assert other.get("/api/v1/auth/me").status_code == 401
    assert server.login("paula", "a much better one").get("/api/v1/auth/me").is_success


def test_the_address_of_a_login_is_not_what_anybody_writes_into_a_header(server: GuardedServer) -> None:
    visitor = server.visitor()
    right = {"username": "vera", "password": PASSWORD}
    answer = visitor.post("/api/v1/auth/login", json=right, headers={"X-Forwarded-For": "6.6.6.6"})
    visitor.cookie = answer.headers["Set-Cookie"].partition(";")[0]
    (current,) = [each for each in visitor.get("/api/v1/auth/sessions").json()["data"] if each["is_current"]]
    assert current["address"] == "127.0.0.1"
