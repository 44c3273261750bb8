"""REST over real HTTP, in front of what Reflex mounts behind it."""

import socket
from collections.abc import Callable

import httpx

from tests.api.conftest import Keep
from tests.servicenow.table_server import TableServer
from tests.tickets import make


def test_a_program_reads_tickets_polls_and_follows_the_feed(
    served: Callable[..., str], keep: Keep, instance: TableServer
) -> None:
    keep([make(place) for place in range(1, 31)])
    with httpx.Client(base_url=served(), timeout=10) as client:
        body = client.get("/api/v1/tickets?limit=10&page=3&sort=ticket_id").json()
        assert [ticket["ticket_id"] for ticket in body["data"]] == [f"INC{place:07}" for place in range(21, 31)]
        seq = client.get("/api/v1/tickets").headers["X-Feed-Seq"]
        instance.put(99)
        polled = client.post("/api/v1/servicenow-polling/poll").json()
        assert polled["data"]["new"] == 1
        events = client.get(f"/api/v1/events?after={seq}").json()["data"]
        assert [event["sys_id"] for event in events] == [f"{99:032x}"]
        assert client.get("/health").json()["data"]["status"] == "ok"
        assert client.get("/ready").json()["data"]["status"] == "ready"


def test_behind_rest_is_the_page(served: Callable[..., str]) -> None:
    with httpx.Client(base_url=served(), timeout=10) as client:
        assert client.get("/").text == "the page"
        assert client.post("/tickets/INC1").text == "the page"
        assert client.get("/api/nothing").json()["error"]["code"] == "not_found"
        assert client.post("/api/v1/tickets").status_code == 405


def test_head_gives_the_headers_and_no_body(served: Callable[..., str], keep: Keep) -> None:
    keep([make(1)])
    with httpx.Client(base_url=served(), timeout=10) as client:
        answer = client.head("/api/v1/tickets")
        assert (answer.status_code, answer.content) == (200, b"")
        assert int(answer.headers["content-length"]) == len(client.get("/api/v1/tickets").content)
        assert client.head("/health").status_code == 200


def test_bytes_that_no_client_sends_are_no_defect(served: Callable[..., str]) -> None:
    host, port = served().removeprefix("http://").split(":")
    for path in (b"/api/v1/tickets/\xff\xfe", b"/api/v1/tickets?query=\xff", b"/api/v1/events?after=%", b"/api/v1/%zz"):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n")
            status = connection.recv(65536).split(b" ")[1]
        assert status in (b"200", b"400", b"404", b"422"), (path, status)
