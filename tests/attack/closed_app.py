"""The real app with its login, and its callers: an admin, a viewer, and a visitor without a login."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import connect

from rca_dashboard.simulator.server import Simulator
from tests.access.gate.guarded_server import Tab, Visitor
from tests.fixtures.app_server import AppServer, clean_environment

PASSWORD = "a long enough password"
HYDRATE = "reflex___state____state.hydrate_and_load"
ACCOUNTS = "reflex___state____state.rca_dashboard___ui___accounts___state____accounts_state"
NOTIFICATIONS = "reflex___state____state.rca_dashboard___ui___notifications___state____notifications_state"
SETTINGS = "reflex___state____state.rca_dashboard___ui___settings___state____settings_state"
SECONDS_TO_POLL = 20
WALK = """
import inspect, json
from rca_dashboard.rca_dashboard import app
def parameters(registered):
    return list(inspect.signature(registered.handler.fn).parameters)[1:]
handlers = app._registration_context.event_handlers.items()
print("HANDLERS" + json.dumps({name: parameters(registered) for name, registered in handlers}))
"""


@dataclass(frozen=True)
class ClosedApp:
    """The app, which asks for a login."""

    server: AppServer
    servicenow: Simulator

    def log(self) -> str:
        return self.server.log()

    def visitor(self, cookie: str = "") -> Visitor:
        visitor = Visitor(self.server.url)
        visitor.cookie = cookie
        return visitor

    def log_in(self, username: str = "admin") -> Visitor:
        visitor = self.visitor()
        answer = visitor.post("/api/v1/auth/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        visitor.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return visitor

    def wait_for_tickets(self) -> None:
        """Wait until the app has read as many tickets as ServiceNow has."""
        wanted = len(self.servicenow.instance.records("incident"))
        admin = self.log_in()
        deadline = time.monotonic() + SECONDS_TO_POLL
        while time.monotonic() < deadline:
            if admin.get("/api/v1/tickets/stats").json()["data"]["all"] == wanted:
                return
            time.sleep(0.1)
        raise AssertionError(self.log())

    @asynccontextmanager
    async def tab(self, visitor: Visitor) -> AsyncIterator[Tab]:
        """Open the websocket of a page, as far as Socket.IO's own greeting."""
        address = f"ws://127.0.0.1:{self.server.port}/_event/?EIO=4&transport=websocket&token={uuid4()}"
        headers = {"Cookie": visitor.cookie} if visitor.cookie else {}
        async with connect(
            address, origin=self.server.url, additional_headers=headers, max_size=None, close_timeout=1
        ) as wire:
            tab = Tab(wire)
            await tab.begin()
            await tab.call(HYDRATE)
            yield tab

    async def settle(self, tab: Tab) -> None:
        """Wait until the app has done all that a tab has sent: it goes to a view of its own, whose page comes back."""
        view = f"query={uuid4().hex}"
        place = {"pathname": "/", "asPath": f"/?{view}", "query": {}}
        event = {"name": HYDRATE, "payload": {}, "router_data": place}
        await tab.wire.send("42/_event," + json.dumps(["event", event], separators=(",", ":")))
        async with asyncio.timeout(SECONDS_TO_POLL):
            await tab.until(f'"view":"{view}"')

    async def create_account(self, username: str, role: str) -> None:
        """Create an account as the admin's page does."""
        async with self.tab(self.log_in()) as tab:
            form = {"username": username, "password": PASSWORD, "role": role}
            await tab.call(f"{ACCOUNTS}.create", {"form": form})
            await tab.until(f"Account {username} created.")

    def handlers(self) -> dict[str, list[str]]:
        """Return the parameters of all handlers of the running app, by their names; a process of its own reads them."""
        folder = self.server.folder
        environment = clean_environment({"PYTHONPATH": str(folder)})
        walked = subprocess.run(
            [sys.executable, "-c", WALK], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert walked.returncode == 0, walked.stderr
        return json.loads(walked.stdout.partition("HANDLERS")[2])

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """Return all that a table of the database holds, but when people have logged in."""
        with closing(sqlite3.connect(self.server.folder / "rca_dashboard.db")) as database:
            found = database.execute(f"SELECT * FROM {table}")  # noqa: S608 - a test's own word
            kept = [place for place, column in enumerate(found.description) if column[0] != "last_login_at"]
            return sorted((tuple(row[place] for place in kept) for row in found), key=repr)
