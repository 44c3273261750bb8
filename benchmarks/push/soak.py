"""Check that memory stays level while browsers come and go: a soak of joins, leaves and changes.

``python -m benchmarks.push.soak [MINUTES]``, ten by default. 200 browsers look at twenty views; each second twenty of
them disconnect silently, twenty new ones load the page, and a ticket changes. The server's memory is printed each
minute. It ends by itself.
"""

import asyncio
import resource
import shutil
import signal
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from benchmarks.push.__main__ import our_server
from benchmarks.push.crowd import Browser, Crowd, Server
from benchmarks.push.crowd_data import Order
from benchmarks.push.data import views

BROWSERS = 200
JOINS_PER_SECOND = 20
VIEWS = 20
GREETING = "is on fire"
MINUTES = 10


class Visitors:
    """Browsers that come and go.

    Attributes:
        joined: How many have come so far.
        unserved: How many of those that left had not received their page.
    """

    def __init__(self, port: int) -> None:
        chosen = views()[:VIEWS]
        self._port = port
        self._views = chosen
        self._crowd = Crowd(Order(port=port, peer=False, sockets=0, greeting=GREETING, changes=(0, 0), views=chosen))
        self._present: list[Browser] = []
        self.joined = 0
        self.unserved = 0

    async def join(self, number: int) -> None:
        """Let some more load the page."""
        for _ in range(number):
            browser = Browser(self._crowd, self._views[self.joined % len(self._views)])
            browser.expect(GREETING.encode())
            await asyncio.get_running_loop().create_connection(lambda each=browser: each, "127.0.0.1", self._port)
            self._present.append(browser)
            self.joined += 1

    def leave(self, number: int) -> None:
        """Disconnect the oldest ones."""
        for browser in self._present[:number]:
            self.unserved += not browser.arrived_at
            browser.close()
        del self._present[:number]


async def soak(port: int, minutes: float) -> None:
    """Let browsers come and go, and print the server's memory each minute."""
    server, visitors, seconds = Server(port), Visitors(port), count(1)
    await visitors.join(BROWSERS)
    began = time.monotonic()
    for second in seconds:
        visitors.leave(JOINS_PER_SECOND)
        await visitors.join(JOINS_PER_SECOND)
        await server.change(second)
        if second % 60 == 0:
            memory = (await server.spent())["memory_bytes"]
            sys.stdout.write(
                f"{second // 60:>3} min {memory / 1e6:>8.1f} MB {visitors.joined:>8} connected, "
                f"{visitors.unserved} not served\n"
            )
            sys.stdout.flush()
        if second >= minutes * 60:
            return
        await asyncio.sleep(max(0.0, began + second - time.monotonic()))


def main() -> None:
    """Run the soak."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends as well
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    folder = Path(tempfile.mkdtemp())
    try:
        with our_server(folder / "ours") as server:
            asyncio.run(soak(server.port, minutes))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
