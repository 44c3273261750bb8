"""Starts the guarded app, and connects to it like browsers and attackers."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.fixtures.app_server import ROOT, free_port

SECONDS_TO_HEAR = 60.0
APP = Path(__file__).with_name("guarded_app.py")
CONFIG = """import reflex as rx

config = rx.Config(
    app_name="guarded_app",
    telemetry_enabled=False,
    state_manager_mode="memory",
    cors_allowed_origins=["http://desk.example"],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
"""
ORIGIN = "http://desk.example"
PASSWORD = "correct horse battery"
DESK = "reflex___state____state.tests___access___gate___guarded_app____desk"
SECONDS_TO_START = 30


class GuardedServer:
    """One running guarded app."""

    def __init__(self, folder: Path, server: str, rate: int = 1_000) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log_path = folder / "log"
        (folder / "rxconfig.py").write_text(CONFIG)
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, APP, str(folder), str(self.port), server],
                cwd=folder,
                env={
                    **os.environ,
                    "REFLEX_SKIP_COMPILE": "1",
                    "GUARDED_RATE": str(rate),
                    "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
                    # Reflex looks for Bun: the wheel's, whether or not the virtual environment is activated.
                    "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}",
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def log(self) -> str:
        return self._log_path.read_text(errors="replace")

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/login/").is_success:
                    return
            time.sleep(0.05)
        self.stop()
        raise AssertionError(self.log())

    def visitor(self) -> "Visitor":
        """Return a visitor without a login."""
        return Visitor(self.url)

    def login(self, username: str = "vera", password: str = PASSWORD) -> "Visitor":
        """Return a logged-in visitor."""
        visitor = self.visitor()
        answer = visitor.post("/api/v1/auth/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        visitor.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return visitor

    @asynccontextmanager
    async def socket(self, cookie: str | None, origin: str | None = ORIGIN, token: str = "") -> AsyncIterator["Tab"]:
        """Open a tab's websocket."""
        headers = {} if cookie is None else {"Cookie": cookie}
        address = f"ws://127.0.0.1:{self.port}/_event/?EIO=4&transport=websocket&token={token or uuid4()}"
        async with connect(
            address, origin=origin, additional_headers=headers, max_size=None, compression=None, close_timeout=1
        ) as wire:
            yield Tab(wire)

    async def refused(self, cookie: str | None, origin: str | None = ORIGIN, token: str = "") -> int:
        """Open a websocket that must be refused; give the status of the answer, which came before any acceptance."""
        try:
            async with self.socket(cookie, origin, token):
                return 101
        except InvalidStatus as error:
            return error.response.status_code


class Visitor:
    """Asks by HTTP, each time over a new connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.cookie = ""

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("POST", path, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("DELETE", path, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        headers = {**cookie, **options.pop("headers", {})}
        return httpx.request(method, self._url + path, headers=headers, timeout=30, **options)


class Tab:
    """The websocket of a page, as Reflex's own JavaScript speaks."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire
        self.seen: list[str] = []

    async def begin(self) -> None:
        await self.until('0{"sid"')
        await self.wire.send("40/_event,{}")
        await self.until('40/_event,{"sid"')

    async def call(self, name: str, payload: dict[str, Any] | None = None) -> None:
        event = {"name": name, "payload": payload or {}, "router_data": {"pathname": "/", "asPath": "/", "query": {}}}
        await self.wire.send("42/_event," + json.dumps(["event", event], separators=(",", ":")))

    async def until(self, part: str) -> str:
        """Read until a message holds a text, and give that message.

        Raises:
            TimeoutError: If none holds it within a minute.
        """
        async with asyncio.timeout(SECONDS_TO_HEAR):
            while True:
                message = str(await self.wire.recv())
                if message == "2":
                    await self.wire.send("3")
                self.seen.append(message)
                if part in message:
                    return message
