"""A real server with the app's sockets and broadcast, and a raw websocket client that may stop reading."""

import asyncio
import base64
import contextlib
import json
import os
import socket
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import uvicorn
from socketio import ASGIApp, AsyncServer
from websockets.asyncio.client import ClientConnection, connect

from rca_dashboard.access.sockets.open_socket import OpenSocket, announce
from rca_dashboard.access.sockets.open_sockets import OpenSockets
from rca_dashboard.live.reflex_adapter.broadcast import Broadcast, encoded
from rca_dashboard.live.reflex_adapter.handshake import keep_little_of_handshakes

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of uvicorn's own module
    from rca_dashboard.startup.socket_worker import SocketWorker

NAMESPACE = "/_event"
PATH = "/socket.io/?EIO=4&transport=websocket"


class SocketHarness:
    """The server, in the loop of the test."""

    def __init__(self) -> None:
        self.server = AsyncServer(
            async_mode="asgi",
            namespaces=[NAMESPACE],
            # As Reflex's own, which is one for all servers of a process.
            json=SimpleNamespace(dumps=lambda data, **_: json.dumps(data, separators=(",", ":")), loads=json.loads),
        )
        keep_little_of_handshakes(self.server)
        self.broadcast = Broadcast()
        self.port = 0
        self._app = ASGIApp(self.server)
        self._sockets = OpenSockets()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Announce each socket as the gate does."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        opened = self._sockets.open(scope, scope["query_string"].decode(), "", receive, send)
        assert opened is not None
        announced = {**scope}
        try:
            announce(announced, opened)
            await self._app(announced, opened.receive, opened.send)
        except asyncio.CancelledError:
            if not opened.is_ended:
                raise
        finally:
            self._sockets.forget(opened)

    def participants(self) -> list[tuple[str, str]]:
        if NAMESPACE not in self.server.manager.rooms:
            return []
        return list(self.server.manager.get_participants(NAMESPACE, None))

    def sid_of(self, name: str) -> str:
        """Return the sid of the browser that connected under a name."""
        for sid, _ in self.participants():
            if f"name={name}" in self.server.get_environ(sid, NAMESPACE)["QUERY_STRING"]:
                return sid
        raise AssertionError(f"{name} is not connected")

    async def push(self, number: int, size: int = 0) -> None:
        """Send a numbered frame to all."""
        await self.broadcast.send(
            self.server,
            {"number": number, "page": "x" * size},
            namespace=NAMESPACE,
            engine_sids=[engine_sid for _, engine_sid in self.participants()],
        )  # pyright: ignore[reportArgumentType] - any JSON will do

    def push_to(self, sid: str, number: int, size: int = 0) -> None:
        """Send a numbered frame to one, as text."""
        text = encoded({"number": number, "page": "x" * size}, NAMESPACE)  # pyright: ignore[reportArgumentType] - the same
        self.broadcast.send_text(self.server, text, [dict(self.participants())[sid]])

    def protocols(self) -> list[Any]:
        """Return the server's own side of each socket."""
        return [opened._send.__self__ for opened in self.opened()]  # pyright: ignore[reportFunctionMemberAccess]

    def opened(self) -> list[OpenSocket]:
        """Return our side of each socket."""
        return self._sockets._all()

    async def until(self, count: int) -> None:
        """Wait until so many browsers are connected."""
        async with asyncio.timeout(10):
            while len(self.participants()) != count:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)


@asynccontextmanager
async def socket_harness() -> AsyncIterator[SocketHarness]:
    harness = SocketHarness()
    settings = {**SocketWorker.CONFIG_KWARGS, "log_config": None, "lifespan": "off", "access_log": False}
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        harness.port = listening.getsockname()[1]
        running = uvicorn.Server(uvicorn.Config(harness, **settings))
        running.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
        task = asyncio.create_task(running._serve([listening]))
        try:
            yield harness
        finally:
            running.should_exit = running.force_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait_for(task, 10)


@asynccontextmanager
async def browser(harness: SocketHarness, name: str) -> AsyncIterator[ClientConnection]:
    """Connect one that reads."""
    address = f"ws://127.0.0.1:{harness.port}{PATH}&name={name}"
    async with connect(address, compression=None, max_size=None, max_queue=None, ping_interval=None) as tab:
        await tab.recv()
        await tab.send("40/_event,{}")
        assert str(await tab.recv()).startswith("40/_event")
        yield tab


async def number_of(tab: ClientConnection) -> int:
    """Return the number of the next pushed frame."""
    while True:
        text = str(await tab.recv())
        if text.startswith("42"):
            return json.loads(text[text.index("[") :])[1]["number"]
        if text == "2":
            await tab.send("3")


@asynccontextmanager
async def deaf_browser(harness: SocketHarness, name: str) -> AsyncIterator[asyncio.StreamReader]:
    """Connect one that never reads what is pushed, with a small buffer in its kernel."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)  # noqa: FBT003 - its only form
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", harness.port))
    reader, writer = await asyncio.open_connection(sock=raw, limit=2048)
    key = base64.b64encode(os.urandom(16)).decode()
    head = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13")
    request = "\r\n".join((f"GET {PATH}&name={name} HTTP/1.1", f"Host: 127.0.0.1:{harness.port}", *head, "", ""))
    writer.write(request.encode())
    await reader.readuntil(b"\r\n\r\n")
    packet = b"40/_event,{}"
    writer.write(bytes([0x81, 0x80 | len(packet), 0, 0, 0, 0]) + packet)  # masked with zeros
    await writer.drain()
    try:
        yield reader
    finally:
        writer.transport.abort()
