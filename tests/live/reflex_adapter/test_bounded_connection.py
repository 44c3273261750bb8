"""A request that is not complete in time is closed, and a websocket, whose request is complete, is not."""

import socket
import time
from collections.abc import Iterator

import pytest
from starlette.types import Receive, Scope, Send
from websockets.sync.client import connect

from rca_dashboard.access.sockets.unfinished_requests import UnfinishedRequests
from rca_dashboard.live.reflex_adapter import bounded_connection
from rca_dashboard.live.reflex_adapter.bounded_connection import BoundedConnection
from tests.fixtures.bounded_server import bounded_server

LIMIT_SECONDS = 0.3


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer each text of a websocket with itself, and each request with nothing."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(bounded_connection, "_SECONDS_FOR_HEAD", LIMIT_SECONDS)
    monkeypatch.setattr(bounded_connection, "_SECONDS_FOR_BODY", LIMIT_SECONDS)
    monkeypatch.setattr(BoundedConnection, "unfinished", UnfinishedRequests[BoundedConnection]())
    with bounded_server(echo) as port:
        yield port


def test_a_websocket_stays_open_past_the_deadlines_of_requests(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/") as browser:
        began = time.monotonic()
        while time.monotonic() < began + 4 * LIMIT_SECONDS:
            browser.send("still here")
            assert browser.recv(5) == "still here"
        assert not BoundedConnection.unfinished._addresses  # it counts for no address either


def test_a_quiet_websocket_stays_open_too(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/") as browser:
        with pytest.raises(TimeoutError):
            browser.recv(4 * LIMIT_SECONDS)
        browser.send("still here")
        assert browser.recv(5) == "still here"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: desk\r\n",
        b"POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 9\r\n\r\nhalf",
        b"GET / HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "half a handshake"],
)
def test_what_is_not_complete_is_closed(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        while connection.recv(1_000):  # an early answer to half a body, then the end
            pass
