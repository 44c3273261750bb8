"""Two hundred pages through a rolling restart: each is told to come back, and finds another worker at once."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.fixtures.app_server import AppServer
from tests.fixtures.several_workers import Browse, Serve, leader_of, log_in, rows, until
from tests.servicenow.table_server import TableServer

pytestmark = pytest.mark.slow  # two apps that are restarted in turn: 20 s

PAGES = 200
# As assets/live/connection/socket_watch.js spreads them.
SPREAD_SECONDS = 3.0
# Mostly 4; a machine that runs other tests beside this one needs longer.
SECONDS_TO_BE_BACK = 60


class Pages:
    """Open pages, as far as their sockets: they come back to the servers that are in the rotation of a proxy."""

    def __init__(self, servers: list[AppServer], cookies: httpx.Cookies) -> None:
        self.rotation = list(servers)
        self.codes: list[int] = []
        self.refused: list[str] = []
        self.open = 0
        self._cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())

    @asynccontextmanager
    async def opened(self, count: int) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._live(place)) for place in range(count)]
            await self.are_open(count)
            yield
            for task in tasks:
                task.cancel()

    async def are_open(self, count: int) -> None:
        async with asyncio.timeout(SECONDS_TO_BE_BACK):
            while self.open < count:  # noqa: ASYNC110 - of other tasks, as they are
                await asyncio.sleep(0.05)

    async def _live(self, place: int) -> None:
        while True:
            server = self.rotation[place % len(self.rotation)]
            address = f"ws://127.0.0.1:{server.port}/_event/?EIO=4&transport=websocket&token={uuid4()}"
            headers = {"Cookie": self._cookie}
            try:
                async with connect(
                    address, origin=server.url, additional_headers=headers, ping_interval=None, open_timeout=30
                ) as wire:
                    await self._read(wire)
            except (InvalidHandshake, OSError) as error:
                self.refused.append(repr(error))
            await asyncio.sleep(SPREAD_SECONDS * random.random())

    async def _read(self, wire: ClientConnection) -> None:
        await wire.recv()
        await wire.send("40/_event,")
        await wire.recv()
        self.open += 1
        try:
            while True:
                if await wire.recv() == "2":
                    await wire.send("3")
        except ConnectionClosed as closed:
            self.codes.append(closed.rcvd.code if closed.rcvd else 1006)
        finally:
            self.open -= 1


async def test_pages_are_told_of_each_restart_and_all_are_back_and_none_is_refused(
    serve: Serve, browse: Browse, database_url: str, instance: TableServer
) -> None:
    del instance
    servers = [serve(DRAIN_SECONDS="1", LIMIT_SOCKETS_PER_USER="0") for _ in range(2)]
    until(lambda: leader_of(database_url) > 0 and len(rows(database_url, "SELECT 1 FROM worker")) == 2)
    pages = Pages(servers, log_in(browse(servers[0])).cookies)
    async with pages.opened(PAGES):
        for server in servers:
            pages.rotation = [each for each in servers if each is not server]
            await asyncio.to_thread(server.end, signal.SIGTERM)
            await asyncio.to_thread(until, lambda server=server: not server.is_running)
            await pages.are_open(PAGES)
            await asyncio.to_thread(server.start)
            assert await asyncio.to_thread(until, lambda: leader_of(database_url) > 0) <= 15
        assert set(pages.codes) == {1012}
        assert len(pages.codes) >= PAGES
        assert pages.refused == []
    for server in servers:
        assert "Traceback" not in server.log()
