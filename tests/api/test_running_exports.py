"""A few exports run at once, whoever asks; the next is refused until one ends."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from rca_dashboard.access.identity import Identity, Role, identify
from rca_dashboard.api.running_exports import MOST_OF_A_USER, MOST_OF_A_WORKER
from tests.api.conftest import Keep
from tests.tickets import make

PATHS = ("/tickets/export", "/audit/export", "/tickets/export?format=json&separator=tab")


class Download:
    """An export whose client takes the headers, and reads on when the test lets it."""

    def __init__(self, api: FastAPI, username: str, path: str = "/tickets/export") -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self._started = asyncio.Event()
        self._may_go_on = asyncio.Event()
        self._left = asyncio.Event()
        self._is_asked = False
        name, _, query = path.partition("?")
        self._scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": f"/api/v1{name}",
            "query_string": query.encode(),
            "headers": [],
        }
        identify(self._scope, Identity(username=username, role=Role.ADMIN, session_id=f"session of {username}"))
        self._task = asyncio.create_task(api(self._scope, self._receive, self._send))

    async def start(self) -> "Download":
        await self._started.wait()
        return self

    async def finish(self) -> None:
        self._may_go_on.set()
        await self._task

    async def leave(self) -> None:
        self._left.set()
        await self._task

    async def _receive(self) -> Message:
        if not self._is_asked:
            self._is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self._started.set()
        elif self.status == 200:
            await self._may_go_on.wait()


@pytest.fixture
async def running(api: FastAPI, keep: Keep) -> AsyncIterator[list[Download]]:
    keep([make(1)])
    downloads = [await Download(api, "ada", path).start() for path in PATHS[:MOST_OF_A_USER]]
    assert [each.status for each in downloads] == [200] * MOST_OF_A_USER
    yield downloads
    for each in downloads:
        await each.finish()


async def test_one_more_of_a_user_is_refused_with_a_sentence_and_when_to_come_back(
    api: FastAPI, running: list[Download]
) -> None:
    assert running
    for path in PATHS:
        refused = await Download(api, "ada", path).start()
        assert (refused.status, refused.headers["retry-after"]) == (429, "5")
    other = await Download(api, "bea").start()
    assert other.status == 200
    await other.finish()


async def test_a_worker_has_places_for_a_few(api: FastAPI, running: list[Download]) -> None:
    more = [await Download(api, f"user {number}").start() for number in range(MOST_OF_A_WORKER - len(running))]
    assert (await Download(api, "one too many").start()).status == 429
    await more[0].finish()
    last = await Download(api, "one too many").start()
    assert last.status == 200
    for each in [*more[1:], last]:
        await each.finish()


async def test_a_place_is_free_when_its_client_goes_away(api: FastAPI, running: list[Download]) -> None:
    await running[0].leave()
    again = await Download(api, "ada").start()
    assert again.status == 200
    await again.finish()


async def test_a_request_that_fails_takes_no_place(client: httpx.AsyncClient) -> None:
    for _ in range(MOST_OF_A_WORKER + 1):
        assert (await client.get("/tickets/export?columns=secret")).status_code == 422
    assert (await client.get("/tickets/export")).status_code == 200
