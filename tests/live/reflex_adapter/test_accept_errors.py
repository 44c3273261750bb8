"""A server without free files logs that once when it starts and once when it is over."""

import socket
import subprocess
import sys
import time
from contextlib import ExitStack

from tests.fixtures.app_server import ROOT, free_port, is_listening

SERVER = """
import asyncio, logging, resource, sys
from rca_dashboard.live.reflex_adapter.bounded_connection import accept_errors
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


def test_the_lack_of_files_is_logged_once_and_its_end_too() -> None:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not is_listening(port) and time.monotonic() < deadline:
        time.sleep(0.1)
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        time.sleep(3)  # asyncio tries again each second, up to 2,048 times
    over = time.monotonic() + 8
    while time.monotonic() < over:
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
        time.sleep(0.5)
    server.kill()
    _, log = server.communicate()
    assert log.count("Accepting connections failed") == 1
    assert log.count("Accepting connections works again") == 1
    assert log.count("\n") == 2
