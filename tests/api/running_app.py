"""The REST app served over real HTTP in a thread, with its poller on the same event loop."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import Message, Receive, Scope, Send

from rca_dashboard.api.app import create_api
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.api.identities import ADMIN, identified
from tests.fixtures.quick_server import QuickServer
from tests.sync.steered import steered
from tests.sync.sync_harness import SELDOM


class RunningApp:
    """Wired as the real app is: the poller is made when the server starts."""

    def __init__(self, database: Database, instance: str, headers: Mapping[str, str]) -> None:
        self._database = database
        self._instance = instance
        self._headers = headers
        self._pollers: list[Poller] = []
        self._api: FastAPI = create_api(database, lambda: steered(self._pollers[0]).poller)
        self._api.mount("", PlainTextResponse("the page"))
        application = Starlette(routes=[Mount("", self._with_headers)], lifespan=self._lifespan)
        config = uvicorn.Config(application, port=0, log_level="critical", ws="none")
        self._server = QuickServer(config)

    def start(self) -> str:
        """Serve, and give the address."""
        return self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        client = TableClient(self._instance, timeout_seconds=5)
        self._pollers.append(Poller(client, self._database, PollingPlan(cron=SELDOM, is_import_enabled=True)))
        yield
        await self._pollers[0].stop()
        await client.aclose()

    async def _with_headers(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await identified(self._api, ADMIN)(scope, receive, told)
