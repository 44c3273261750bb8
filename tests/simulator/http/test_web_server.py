"""The web server under the built-in ServiceNow and under the servers of tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.applications import Starlette

from tests.fixtures.quick_server import QuickServer


def test_an_app_is_notified_of_its_end_though_the_server_ends_immediately() -> None:
    heard: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        heard.append("begun")
        yield
        heard.append("ended")

    server = QuickServer(uvicorn.Config(Starlette(lifespan=lifespan), port=0, log_level="critical", ws="none"))
    with httpx.Client(base_url=server.start()) as client:
        assert client.get("/").status_code == 404
        assert heard == ["begun"]
        server.stop()
    assert heard == ["begun", "ended"]
