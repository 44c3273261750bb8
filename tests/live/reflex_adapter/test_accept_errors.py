"""A server without free files logs that once when it starts and once when it is over."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.fixtures.app_server import ROOT, clean_environment, free_port, is_listening

SERVER = """
import asyncio, logging, resource, sys
from rca_dashboard.live.reflex_adapter import bounded_connection
from rca_dashboard.live.reflex_adapter.bounded_connection import accept_errors

bounded_connection._SECONDS_WITHOUT_ERROR = 1.5  # asyncio tries again each second, up to 2,048 times
logging.basicConfig(level="INFO")

class Accepting(asyncio.Protocol):
    def connection_made(self, transport):
        accept_errors.accepted()

async def main():
    loop = asyncio.get_running_loop()
    accept_errors.watch(loop)
    await loop.create_server(Accepting, "127.0.0.1", int(sys.argv[1]), backlog=2048)
    resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
    await asyncio.Event().wait()

asyncio.run(main())
"""

APP = """
import asyncio

async def app(scope, receive, send):
    handler = asyncio.get_running_loop().get_exception_handler()
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": repr(handler).encode()})
"""


def test_the_lack_of_files_is_logged_once_and_its_end_too() -> None:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    try:
        wait_until_listening(port)
        with ExitStack() as stack:
            for _ in range(40):
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            first = server.stderr.readline()
        ended = threading.Thread(target=connect_until_exit, args=(server, port))
        ended.start()
        second = server.stderr.readline()
    finally:
        server.kill()
    ended.join()
    assert "Accepting connections failed" in first
    assert "Accepting connections works again" in second
    assert server.communicate()[1] == ""


def wait_until_listening(port: int) -> None:
    deadline = time.monotonic() + 60
    while not is_listening(port) and time.monotonic() < deadline:
        time.sleep(0.1)


def connect_until_exit(server: subprocess.Popen[str], port: int) -> None:
    """Connect again and again: the end of the lack is noticed by a connection that is accepted."""
    while server.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
        time.sleep(0.05)


@pytest.mark.slow  # starts a gunicorn
def test_the_worker_of_production_watches_its_loop(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_text(APP)
    port = free_port()
    options = ["--worker-class", "rca_dashboard.startup.socket_worker.SocketWorker", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "tiny:app", *options],
        cwd=tmp_path,
        env=clean_environment({"PYTHONPATH": f"{ROOT}:{tmp_path}"}),
    )
    try:
        wait_until_listening(port)
        assert "AcceptErrors" in httpx.get(f"http://127.0.0.1:{port}", timeout=30, trust_env=False).text
    finally:
        server.terminate()
        server.wait(30)
