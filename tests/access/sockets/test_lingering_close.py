"""What the server says last arrives, also at a peer that is still sending."""

import socket
from collections.abc import Iterator

import pytest
from starlette.types import Receive, Scope, Send

from rca_dashboard.access.sockets import lingering_close
from rca_dashboard.access.sockets.lingering_close import LingeringTransport
from tests.fixtures.bounded_server import bounded_server

LARGE = 8_000_000  # more than the kernel takes on its own on both sides
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
PING = b"\x89\x80\x00\x00\x00\x00"
POST = b"POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % LARGE


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 413 to a request before its body is read, and accept a websocket unless its path refuses it."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"9")]})
        await send({"type": "http.response.body", "body": b"too large"})
        return
    await receive()
    if scope["path"] == "/closed":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with bounded_server(refuse) as port:
        yield port


def answer(port: int, *sent: bytes) -> bytes:
    """Send everything, a websocket's frames when it is accepted or refused, then read to the end."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        for part in sent:
            wire.sendall(part)
            while part.startswith(b"GET") and b"\r\n\r\n" not in received:
                received += wire.recv(65_536)
        while part := wire.recv(65_536):
            received += part
        return received


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        ((POST, b"a" * LARGE), b"too large"),
        ((POST.replace(b"1.1", b"1.0"), b"a" * LARGE), b"too large"),
        ((b"nonsense\r\n\r\n", b"a" * LARGE), b"Invalid HTTP request received."),
        ((HANDSHAKE, PING * (LARGE // len(PING))), b"too many frames without a message"),
        ((HANDSHAKE, b"\x81\xff" + b"\xff" * 8, b"a" * LARGE), b"\x88"),
        ((HANDSHAKE.replace(b"GET /", b"GET /closed"), PING * (LARGE // len(PING))), b"403 Forbidden"),
        (
            (HANDSHAKE.replace(b"Version: 13", b"Version: 1"), PING * (LARGE // len(PING))),
            b"invalid Sec-WebSocket-Version",
        ),
    ],
    ids=["413", "413 to HTTP 1.0", "no request", "endless pings", "a length beyond all", "403", "an old version"],
)
def test_the_last_words_arrive_at_a_peer_that_still_sends(port: int, sent: tuple[bytes, ...], last: bytes) -> None:
    assert last in answer(port, *sent)


def test_a_peer_that_never_ends_is_not_read_for_ever(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering_close, "SECONDS_TO_READ_ON", 0.2)
    with pytest.raises(ConnectionError):
        answer(port, POST, *([b"a" * LARGE] * 10_000))


def test_a_peer_that_has_sent_everything_is_not_waited_for(port: int) -> None:
    get = b"GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(get)
        assert wire.recv(65_536)
        assert not LingeringTransport._lingering


def test_too_many_that_still_send_are_closed_at_once(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering_close, "MOST_AT_ONCE", 0)
    with pytest.raises(ConnectionError):
        answer(port, POST, b"a" * LARGE)
