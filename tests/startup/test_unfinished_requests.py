"""Connections that never finish a request shut no user out, as ``reflex run --env prod`` serves with 1,024 files."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.fixtures.app_server import ROOT, AppServer, clean_environment, is_listening

FILES = 1_024
SERVE = f"import sys; sys.path.insert(0, {str(ROOT / 'tests/fixtures')!r}); from serve_built import serve; serve({{}})"
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: desk.example\r\nX-Part: "
HALF_A_BODY = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: desk.example\r\nContent-Length: 100\r\n\r\n{"


@pytest.fixture
def limited(app_server: Callable[..., AppServer]) -> Iterator[AppServer]:
    """Return the app with 1,024 open files at most, and let this process have more."""
    server = app_server()
    server.stop()
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, before[1]), before[1]))
    with (server.folder / "limited.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(server.port)],
            cwd=server.folder,
            env=clean_environment({"PYTHONPATH": str(server.folder)}),
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES // 4, FILES)),  # noqa: PLW1509 - no thread here holds a lock
        )
    try:
        deadline = time.monotonic() + 60
        while not is_listening(server.port) and time.monotonic() < deadline:
            time.sleep(0.05)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize("part", [b"", HALF_A_HEAD, HALF_A_BODY], ids=["nothing", "half a head", "half a body"])
def test_a_thousand_unfinished_requests_shut_no_user_out(limited: AppServer, part: bytes) -> None:
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        for _ in range(FILES + 76):
            sockets.append(stack.enter_context(socket.create_connection(("127.0.0.1", limited.port), timeout=30)))
            sockets[-1].sendall(part)
        for _ in range(3):
            assert httpx.get(f"{limited.url}/health", timeout=20, trust_env=False).status_code == 200
        if part != HALF_A_BODY:
            assert sockets[-1].recv(1_000) == b""  # closed after 10 s
    log = (limited.folder / "limited.log").read_text()
    assert log.count("out of system resource") == 0
    assert log.count("Accepting connections failed") <= 1


def test_a_request_that_trickles_in_is_closed_and_one_after_an_answer_too(limited: AppServer) -> None:
    with socket.create_connection(("127.0.0.1", limited.port), timeout=30) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: desk.example\r\n\r\n")
        assert connection.recv(100_000).startswith(b"HTTP/1.1 200")
        assert _trickle(connection, seconds=40) < 30


def _trickle(connection: socket.socket, *, seconds: float) -> float:
    """Send a head that never ends, and return after how many seconds the connection was closed."""
    began = time.monotonic()
    connection.sendall(b"GET / HTTP/1.1\r\nX: ")
    while time.monotonic() < began + seconds:
        try:
            connection.sendall(b"x")
        except OSError:
            break
        time.sleep(0.2)
    return time.monotonic() - began
