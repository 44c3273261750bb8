"""Many browsers in one process, as cheap as possible: the server is measured, not the clients.

``python -m benchmarks.push.crowd`` with a JSON object of ``Order`` on stdin; prints what it saw as JSON. Frames are
parsed according to RFC 6455, and only as far as needed to find a text in them.
"""

import asyncio
import base64
import contextlib
import json
import os
import resource
import sys
import time
from dataclasses import asdict
from statistics import median, quantiles
from uuid import uuid4

import httpx

from benchmarks.push.crowd_data import Order, Push, Seen

LONGEST_WAIT_SECONDS = 60
# What a push sends after its first frame has left by then.
REST_SECONDS = 0.4
MORE_LENGTH = {126: 2, 127: 8}
HYDRATE = "reflex___state____state.hydrate_and_load"


class Browser(asyncio.Protocol):
    """One socket."""

    def __init__(self, crowd: "Crowd", view: str) -> None:
        self._crowd = crowd
        self._view = view
        self._data = bytearray()
        self._is_open = False
        self._waits_for = b""
        self.arrived_at = 0.0
        self.received = 0

    def expect(self, text: bytes) -> None:
        """Wait for a text from now on."""
        self._waits_for, self.arrived_at, self.received = text, 0.0, 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Request the websocket."""
        self._transport: asyncio.Transport = transport  # pyright: ignore[reportAttributeAccessIssue] - a TCP one
        self._transport.write(self._crowd.handshake())

    def data_received(self, data: bytes) -> None:
        """Parse frames."""
        self.received += len(data)
        self._data += data
        if not self._is_open:
            head, found, rest = bytes(self._data).partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                raise ConnectionError(head.decode(errors="replace"))
            self._is_open, self._data = True, bytearray(rest)
        while (payload := self._next()) is not None:
            self._take(payload)

    def close(self) -> None:
        """Close silently, as when a laptop's lid is closed."""
        self._transport.abort()

    def _next(self) -> bytes | None:
        if len(self._data) < 2:  # noqa: PLR2004 - the shortest head
            return None
        length, start = self._data[1] & 127, 2
        if more := MORE_LENGTH.get(length, 0):
            length, start = int.from_bytes(self._data[2 : 2 + more]), 2 + more
        if len(self._data) < start + length:
            return None
        payload = bytes(self._data[start : start + length])
        del self._data[: start + length]
        return payload

    def _take(self, payload: bytes) -> None:
        if payload == b"2":
            self._send("3")
        elif payload.startswith(b"0{"):
            self._send(self._crowd.hello(self._view))
        elif not self.arrived_at and self._waits_for and self._waits_for in payload:
            self.arrived_at = time.monotonic()
            self._crowd.count_in()

    def _send(self, text: str) -> None:
        payload = text.encode()
        length = bytes([128 | len(payload)]) if len(payload) < 126 else bytes([254]) + len(payload).to_bytes(2)  # noqa: PLR2004 - RFC 6455, 5.2
        # A mask of zeros is valid, and changes nothing.
        self._transport.write(bytes([129]) + length + bytes(4) + payload)


class Crowd:
    """All browsers of a round."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._missing = 0
        self._all_there = asyncio.Event()
        self.browsers: list[Browser] = []
        self.hashes: list[str] = []

    def handshake(self) -> bytes:
        """Return the request that opens a websocket."""
        path = "/socket.io/?" if self._order.peer else f"/_event/?token={uuid4()}&"
        return (
            f"GET {path}EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self._order.port}\r\n"
            f"Origin: http://127.0.0.1:{self._order.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()

    def hello(self, view: str) -> str:
        """Return the first message of a page."""
        if self._order.peer:
            return "40"
        path = f"/?{view}" if view else "/"
        router_data = {"pathname": "/", "asPath": path, "query": {}}
        event = {"name": HYDRATE, "payload": {"hashes": self.hashes}, "router_data": router_data}
        return "40/_event," + json.dumps({"event": event})

    def count_in(self) -> None:
        """Count one more browser that has received what all wait for."""
        self._missing -= 1
        if self._missing <= 0:
            self._all_there.set()

    async def connect(self) -> float:
        """Connect all at once; return the seconds until the last has its page."""
        order, loop, began = self._order, asyncio.get_running_loop(), time.monotonic()
        for place in range(order.sockets):
            browser = Browser(self, order.views[place % len(order.views)])
            browser.expect(order.greeting.encode())
            self.browsers.append(browser)
        self._missing = len(self.browsers)
        async with asyncio.timeout(LONGEST_WAIT_SECONDS):
            await asyncio.gather(
                *(loop.create_connection(lambda each=each: each, "127.0.0.1", order.port) for each in self.browsers)
            )
            await self._all_there.wait()
        return max(each.arrived_at for each in self.browsers) - began

    async def push(self, server: "Server", change: int) -> Push:
        """Commit one change, and wait until every browser that should has received it."""
        readers = [each for place, each in enumerate(self.browsers) if self._is_told(place)]
        self._missing = len(readers)
        self._all_there.clear()
        for browser in self.browsers:
            browser.expect(f"Change {change} of the benchmark".encode())
        before = (await server.spent())["cpu_seconds"]
        committed = await server.change(change)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                await self._all_there.wait()
        await asyncio.sleep(REST_SECONDS)
        after = (await server.spent())["cpu_seconds"]
        took = sorted(each.arrived_at - committed["committed_at"] for each in readers if each.arrived_at)
        return Push(
            last=took[-1],
            half=median(took),
            p99=quantiles(took, n=100)[98],
            cpu=after - committed["cpu_seconds"],
            storing_cpu=committed["cpu_seconds"] - before,
            bytes_each=sum(each.received for each in readers) / len(readers),
            missing=len(readers) - len(took),
        )

    def _is_told(self, place: int) -> bool:
        order = self._order
        return not order.readers or order.views[place % len(order.views)] in order.readers


class Server:
    """The server's own figures, and its changes."""

    def __init__(self, port: int) -> None:
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=LONGEST_WAIT_SECONDS)

    async def spent(self) -> dict[str, float]:
        """Return the CPU seconds and bytes of memory that it has used."""
        return (await self._client.get("/benchmark/spent")).raise_for_status().json()

    async def hashes(self) -> list[str]:
        """Return what pages of this server say that they have; they load faster with it."""
        return (await self._client.get("/benchmark/hashes")).raise_for_status().json()

    async def change(self, number: int) -> dict[str, float]:
        """Commit a change; return when that was, by the machine's clock, and the CPU until then."""
        answer = await self._client.post(f"/benchmark/change/{number}")
        return answer.raise_for_status().json()


async def run(order: Order) -> Seen:
    """Run one round."""
    server, crowd = Server(order.port), Crowd(order)
    crowd.hashes = [] if order.peer else await server.hashes()
    before = await server.spent()
    connecting = await crowd.connect()
    await asyncio.sleep(2 * REST_SECONDS)
    after = await server.spent()
    first, count = order.changes
    pushes = [await crowd.push(server, change) for change in range(first, first + count)]
    for browser in crowd.browsers:
        browser.close()
    return Seen(
        connecting=connecting,
        connecting_cpu=after["cpu_seconds"] - before["cpu_seconds"],
        memory_each=(after["memory_bytes"] - before["memory_bytes"]) / order.sockets,
        pushes=pushes,
    )


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    sys.stdout.write(json.dumps(asdict(asyncio.run(run(Order(**json.load(sys.stdin)))))))
