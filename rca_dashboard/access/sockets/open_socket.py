"""An open socket: how much it may send, how it is written to, and how it is closed."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from rca_dashboard.access.sockets.eager_step import Begun, begin
from rca_dashboard.access.sockets.pace import SocketPace
from rca_dashboard.access.sockets.packets import Kind, kind_of
from rca_dashboard.access.sockets.prepared_frames import TakeFrame, takes_none

# Close codes of RFC 6455, 7.4.1.
POLICY = 1008
TOO_LARGE = 1009
_CLOSE_SECONDS = 0.2
_SCOPE_KEY = "rca_dashboard.socket"


class OpenSocket:
    """One socket: hands on what the browser sends, no faster than is allowed, and ends when it is told to.

    Args:
        owner: Whom it is counted for.
        session_id: The login it belongs to.
        receive: From the server.
        send: To the server.
        take: Writes a frame to the server at once, where it can.
        messages_per_second: 0 is no limit.
    """

    __slots__ = (
        "_app",
        "_closing",
        "_heard_end",
        "_is_closed",
        "_pace",
        "_receive",
        "_send",
        "_senders",
        "_sending",
        "_take",
        "is_ended",
        "owner",
        "session_id",
    )

    def __init__(
        self, owner: str, session_id: str, receive: Receive, send: Send, *, take: TakeFrame, messages_per_second: float
    ) -> None:
        self.owner = owner
        self.session_id = session_id
        self._receive = receive
        self._send = send
        self._take = take
        self._pace = SocketPace(owner, messages_per_second)
        self._is_closed = False
        self._sending = 0
        self._senders: frozenset[asyncio.Task[Any]] = frozenset()
        self.is_ended = False
        self._app = asyncio.current_task()
        self._closing: asyncio.Task[None] | None = None
        self._heard_end: asyncio.Task[Any] | None = None

    async def receive(self) -> Message:
        """Return the next message, later if the browser is too fast; a message that may not be is the end."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            self._heard_end = asyncio.current_task()
            return message
        kind = kind_of(message.get("text"))
        if kind is Kind.TOO_LARGE:
            await self.close(TOO_LARGE)
        elif kind is Kind.FOREIGN or not await self._pace.keep(kind):
            await self.close(POLICY)
        if not self._is_closed:
            return message
        self._heard_end = asyncio.current_task()
        return {"type": "websocket.disconnect", "code": POLICY}

    def let_go(self) -> None:
        """Free what the app's last wait for a message holds, once the app has ended.

        Engine.IO 4.15 waits in a task, and hears of the end by an error, which that task keeps, and whose traceback
        holds the frame that holds the task: a circle of 8 kB for each browser that left, until a full collection.
        """
        self._is_closed = True
        self._receive, self._send, self._take = _ended, _sends_nothing, takes_none
        task, self._heard_end = self._heard_end, None
        if task is not None and task.done() and not task.cancelled() and (error := task.exception()):
            error.__traceback__ = None

    async def send(self, message: Message) -> None:
        """Send what the app sends, unless the socket has been closed."""
        if self._is_closed:
            return
        self._sending += 1
        try:
            left = begin(self._hand_on(message))
            if left is not None:
                await self._until_sent(left)
        finally:
            self._sending -= 1

    async def _hand_on(self, message: Message) -> None:
        await self._send(message)

    async def _until_sent(self, left: Begun) -> None:
        """Wait, as one of those who are ended when the socket is closed."""
        task = asyncio.current_task()
        assert task is not None, "whoever awaits is a task"  # noqa: S101 - asyncio's own promise
        self._senders |= {task}
        try:
            await left
        finally:
            self._senders -= {task}

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being sent: what is sent now comes after all that was sent before."""
        return not self._sending and not self._is_closed

    @property
    def is_closed(self) -> bool:
        """Whether it has been told to end; whatever is sent now reaches nobody."""
        return self._is_closed

    def take_frame(self, frame: bytes) -> bool:
        """Write a frame past all that the app sends, if the server takes it now; the caller knows that it is idle."""
        return not self._is_closed and self._take(frame)

    def send_at_once(self, message: Message) -> "asyncio.Task[None] | None":
        """Send past the app's own queue, at once where the server takes it; else give the task that waits for that."""
        self._sending += 1
        left = begin(self._send_quietly(message))
        if left is None:
            self._sending -= 1
            return None
        task = asyncio.create_task(_end_of(left), name="send to a socket")
        self._senders |= {task}
        task.add_done_callback(self._sent)
        return task

    def _sent(self, task: "asyncio.Task[None]") -> None:
        self._senders -= {task}
        self._sending -= 1

    async def _send_quietly(self, message: Message) -> None:
        if not self._is_closed:
            # A browser that has just left is told of by the server to whoever receives.
            with contextlib.suppress(Exception):
                await self._send(message)

    async def close(self, code: int) -> None:
        """Close the socket; the app hears of it as if the browser had left.

        While the app waits for a message, granian 2.8 does not send the close before that wait ends; so it is ended.
        Where the browser does not read, uvicorn 0.54 sends nothing, not even the close, and whoever sends waits for
        ever; so they are ended too.
        """
        if self._is_closed:
            return
        self._is_closed = True
        self._closing = asyncio.create_task(self._send_close(code), name="close a socket")
        if self._app is not None and self._app is not asyncio.current_task():
            await asyncio.wait({self._app}, timeout=_CLOSE_SECONDS)
            self._end(self._app)
        await asyncio.wait({self._closing}, timeout=_CLOSE_SECONDS)
        for task in (self._closing, *self._senders):
            task.cancel()

    def _end(self, app: "asyncio.Task[Any]") -> None:
        for task in self._senders:
            task.cancel()
        if not app.done():
            self.is_ended = True
            app.cancel()

    async def _send_close(self, code: int) -> None:
        with contextlib.suppress(Exception):  # the browser may have left this moment, and each server says so its way
            await self._send({"type": "websocket.close", "code": code})


async def _ended() -> Message:
    return {"type": "websocket.disconnect", "code": POLICY}


async def _sends_nothing(_message: Message) -> None:
    pass


async def _end_of(begun: Begun) -> None:
    await begun


def socket_of(scope: Mapping[str, Any]) -> OpenSocket | None:
    """Return the socket that an ASGI scope was announced with."""
    return scope.get(_SCOPE_KEY)


def announce(scope: Scope, opened: OpenSocket) -> None:
    """Announce a socket to the app, in a scope that is the app's own."""
    scope[_SCOPE_KEY] = opened
