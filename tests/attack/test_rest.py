"""REST requests that Schemathesis does not generate: paths, bodies, searches."""

import socket
from collections.abc import Callable

import httpx
import pytest

from tests.attack.closed_app import ClosedApp

SECRET = "a secret of the desk"
TRICKS = (
    "/api%2fv1/tickets",
    "/api/v1//tickets",
    "/api/v1/./tickets",
    "/api/v1/tickets/",
    "/api/v1/tickets/.",
    "/api/v1/tickets%00",
    "/api/v1/tickets/INC0010001%0A",
    "/api/v1/x/../tickets",
    "/api/v1/auth/login/../../tickets",
    "/assets/../api/v1/tickets",
    "/assets/%2e%2e/api/v1/tickets",
    "/login/../rca_dashboard.db",
    "/assets/..%2f..%2f..%2frca_dashboard.db",
    "/assets/%2e%2e/%2e%2e/%2e%2e/rxconfig.py",
    "/live/..%5c..%5crxconfig.py",
    "/rca_dashboard.db",
    "/.env",
    "/_upload",
    "/_all_routes",
)
BODIES = (b"\xff", b"\xfe\xff\x00", b"[" * 60_000, b'{"username":' * 5_000, b"9" * 6_000, b'{"username":NaN}', b"null")
SENTENCES = ("100% sure", "a^b ^OR", "it's '; DROP TABLE ticket; --", "snake_case", "back\\slash", "[x]*", "plain")


def raw(app: ClosedApp, target: str) -> tuple[int, str]:
    """Ask for a path as it is, without a login: a client library would tidy it up."""
    with socket.create_connection(("127.0.0.1", app.server.port), timeout=10) as wire:
        wire.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        parts: list[bytes] = []
        while part := wire.recv(65_536):
            parts.append(part)
    answer = b"".join(parts).decode(errors="replace")
    return int(answer.split(" ", 2)[1]), answer


@pytest.fixture(scope="module")
def app(closed_app: Callable[..., ClosedApp]) -> ClosedApp:
    return closed_app(*({"short_description": text} for text in (SECRET, *SENTENCES)))


def test_no_way_to_write_a_path_gives_a_ticket_or_a_file_away(app: ClosedApp) -> None:
    for target in TRICKS:
        status, answer = raw(app, target)
        assert status in (303, 400, 401, 404, 405), answer
        assert not any(secret in answer for secret in (SECRET, "SQLite format", "rx.Config", "INC00")), answer


def test_an_address_of_rest_is_refused_as_json_however_it_is_written(app: ClosedApp) -> None:
    admin = app.log_in()
    for name in ("a%25b", "a%0Ab", "%00", "a%5Cb", "%2e%2e", "%C2%85"):
        answers = [visitor.get(f"/api/v1/tickets/{name}") for visitor in (app.visitor(), admin)]
        assert [answer.status_code for answer in answers] == [401, 404], name
        assert [answer.json()["success"] for answer in answers] == [False, False]


def test_a_body_that_cannot_be_read_gets_a_clear_answer_and_no_traceback(app: ClosedApp) -> None:
    visitor = app.visitor()
    for body in BODIES:
        answer = visitor.post("/api/v1/auth/login", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request"), body[:20]
    assert "Traceback" not in app.log()


def test_a_search_finds_what_is_written_and_never_runs_it(app: ClosedApp) -> None:
    admin = app.log_in()

    def found(**parameters: str) -> list[str]:
        answer = admin.get("/api/v1/tickets", params={**parameters, "sort": "ticket_id"})
        assert answer.status_code == 200, answer.text
        return [ticket["short_description"] for ticket in answer.json()["data"]]

    assert len(found()) == 1 + len(SENTENCES)
    expected = {
        "%": [0],
        "^": [1],
        "^OR": [1],
        "'": [2],
        "'; DROP TABLE ticket; --": [2],
        "_": [3],
        "\\": [4],
        "*": [5],
    }
    for query, places in expected.items():
        assert found(query=query) == [SENTENCES[place] for place in places], query
    for nothing in ("%%", "plain^ORactive=true", "' OR '1'='1", "plain' --", "x) OR (1=1"):
        assert found(query=nothing) == []
        assert found(category=nothing) == []
        assert found(status=nothing, assignment_group=nothing) == []
    assert len(app.rows("ticket")) == 1 + len(SENTENCES)


def test_a_field_to_sort_by_or_an_id_is_no_place_for_sql(app: ClosedApp) -> None:
    admin = app.log_in()
    for sort in (
        "opened_at; DROP TABLE ticket",
        "(SELECT password_hash FROM account)",
        "-opened_at,1",
        "rowid",
        "__class__",
    ):
        answer = admin.get("/api/v1/tickets", params={"sort": sort})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request"), sort
    for name in ("' OR '1'='1", "x' UNION SELECT 1 --", "%25", "INC%25", "_", "*"):
        assert admin.get(f"/api/v1/tickets/{name}").status_code == 404, name
    assert len(app.rows("account")) == 1


def test_the_limit_of_requests_holds_for_every_way_to_write_an_address(app: ClosedApp) -> None:
    for address in ("/api/v1/tickets/x", "/api/v1/tickets/%25", "/api/v1/tickets/a%0Ab"):
        cookie = app.log_in().cookie
        with httpx.Client(headers={"Cookie": cookie}) as client:
            answers = {client.get(app.server.url + address).status_code for _ in range(300)}
        assert answers in ({404, 429}, {429}), address
    assert app.visitor().get("/health").status_code == 200
