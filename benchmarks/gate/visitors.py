"""The browsers of the benchmark, in a process of their own: they connect, load the list, and wait for changes.

``python -m benchmarks.gate.visitors PORT FIRST_CHANGE CHANGES`` with a JSON list of cookies on stdin, one per socket;
prints its measurements as JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.gate.data import NEWEST, subject_of

# The number of concurrent handshakes and page loads: enough to keep the server busy, below its backlog.
AT_ONCE = 50
# What a push sends after its page (changed rows, figures) has left by then, and the hub's tick is over.
REST_SECONDS = 0.3
LONGEST_WAIT_SECONDS = 20
HYDRATE = {
    "name": "reflex___state____state.hydrate_and_load",
    "payload": {},
    "router_data": {"pathname": "/", "asPath": "/", "query": {}},
}


@dataclass(frozen=True, slots=True)
class Spent:
    """How long something took, and what it cost the server, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One round; ``pushes`` run from the commit to the last socket."""

    opening: Spent
    loading: Spent
    pushes: list[Spent]
    visitors_cpu: float


@dataclass(slots=True)
class Arrivals:
    """Counts the sockets that have received a text."""

    text: str = NEWEST
    missing: int = 0
    last_at: float = 0.0
    all_there: asyncio.Event = field(default_factory=asyncio.Event)

    def expect(self, text: str, sockets: int) -> None:
        """Wait for a text from now on."""
        self.text, self.missing = text, sockets
        self.all_there.clear()

    def arrived(self) -> None:
        """Count one more socket that has it."""
        self.missing -= 1
        if not self.missing:
            self.last_at = time.monotonic()
            self.all_there.set()


class Visitor:
    """One open socket, as Reflex's page uses it."""

    def __init__(self, wire: ClientConnection, arrivals: Arrivals) -> None:
        self._wire = wire
        self._arrivals = arrivals
        self._has = ""

    async def load(self) -> None:
        """Connect with the first event, as the page does, and wait for the list."""
        await self._wire.send("40/_event," + json.dumps({"event": HYDRATE}))
        while self._has != NEWEST:
            self._take(str(await self._wire.recv()))

    async def listen(self) -> None:
        """Receive until cancelled."""
        async for message in self._wire:
            if message == "2":
                await self._wire.send("3")
            self._take(str(message))

    def _take(self, message: str) -> None:
        text = self._arrivals.text
        if self._has != text and text in message:
            self._has = text
            self._arrivals.arrived()


class Server:
    """The app that is measured."""

    def __init__(self, port: int, client: httpx.AsyncClient) -> None:
        self._port = port
        self._client = client

    async def cpu(self) -> float:
        """Return the CPU seconds that it has used."""
        return (await self._client.get("/benchmark/cpu")).json()["cpu_seconds"]

    async def change(self, number: int) -> float:
        """Commit a change; return when that was."""
        return (await self._client.post(f"/benchmark/change/{number}")).raise_for_status().json()["committed_at"]

    async def open(self, cookie: str) -> ClientConnection:
        """Open a socket as a page does, until its handshake is complete."""
        wire = await connect(
            f"ws://127.0.0.1:{self._port}/_event/?EIO=4&transport=websocket&token={uuid4()}",
            origin=f"http://127.0.0.1:{self._port}",  # pyright: ignore[reportArgumentType] - a NewType of str
            additional_headers={"Cookie": cookie},
            compression=None,
            ping_interval=None,
            max_size=None,
            open_timeout=LONGEST_WAIT_SECONDS,
        )
        await wire.recv()  # Engine.IO's "open" packet: the handshake is over
        return wire


async def measure(port: int, cookies: list[str], changes: Iterable[int]) -> Measured:
    """Run one round: open, load, changes, leave."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}"))
        server = Server(port, client)
        wires: list[ClientConnection] = []
        stack.push_async_callback(_leave, wires)

        async def open_one(cookie: str) -> None:
            wires.append(await server.open(cookie))

        opening = await _spent(server, lambda: _all(open_one(cookie) for cookie in cookies))
        arrivals = Arrivals(missing=len(cookies))
        visitors = [Visitor(wire, arrivals) for wire in wires]
        loading = await _spent(server, lambda: _all(visitor.load() for visitor in visitors))
        async with asyncio.TaskGroup() as listening:
            tasks = [listening.create_task(visitor.listen()) for visitor in visitors]
            await asyncio.sleep(REST_SECONDS)
            pushes = [await _push(server, arrivals, change, len(wires)) for change in changes]
            for task in tasks:
                task.cancel()
        return Measured(opening, loading, pushes, time.process_time())


async def _push(server: Server, arrivals: Arrivals, change: int, sockets: int) -> Spent:
    cpu = await server.cpu()
    arrivals.expect(subject_of(change), sockets)
    committed_at = await server.change(change)
    async with asyncio.timeout(LONGEST_WAIT_SECONDS):
        await arrivals.all_there.wait()
    await asyncio.sleep(REST_SECONDS)
    return Spent(arrivals.last_at - committed_at, await server.cpu() - cpu)


async def _spent(server: Server, work: Callable[[], Awaitable[None]]) -> Spent:
    cpu, began = await server.cpu(), time.monotonic()
    await work()
    wall = time.monotonic() - began
    return Spent(wall, await server.cpu() - cpu)


async def _all(works: Iterable[Awaitable[None]]) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(work: Awaitable[None]) -> None:
        async with places:
            await work

    async with asyncio.timeout(LONGEST_WAIT_SECONDS):
        await asyncio.gather(*(one(work) for work in works))


async def _leave(wires: list[ClientConnection]) -> None:
    for wire in wires:
        wire.transport.abort()
    await asyncio.gather(*(wire.wait_closed() for wire in wires))


if __name__ == "__main__":
    port, first, count = (int(text) for text in sys.argv[1:])
    measured = asyncio.run(measure(port, json.load(sys.stdin), range(first, first + count)))
    sys.stdout.write(json.dumps(asdict(measured)))
