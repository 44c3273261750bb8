"""An open socket: its rate limit, its writes, and how it is closed."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from rca_dashboard.access.sockets.eager_step import StartedCoroutine, begin
from rca_dashboard.access.sockets.pace import SocketPace
from rca_dashboard.access.sockets.packets import Kind, kind_of
from rca_dashboard.access.sockets.prepared_frames import WriteFrame, WriterNow, writes_none

# Close codes of RFC 6455, 7.4.1.
POLICY = 1008
TOO_LARGE = 1009
_CLOSE_SECONDS = 0.2
_SCOPE_KEY = "rca_dashboard.socket"


class OpenSocket:
    """One socket: passes on the browser's messages, throttled, until it is closed.

    Args:
        owner: The user or address it counts for.
        session_id: The session it belongs to.
        receive: The server's ``receive``.
        send: The server's ``send``.
        writer: Returns what writes a frame directly to the server, if that is possible now.
        messages_per_second: 0 means no limit.
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
        "_writer",
        "is_ended",
        "owner",
        "session_id",
    )

    def __init__(
        self,
        owner: str,
        session_id: str,
        receive: Receive,
        send: Send,
        *,
        writer: WriterNow,
        messages_per_second: float,
    ) -> None:
        self.owner = owner
        self.session_id = session_id
        self._receive = receive
        self._send = send
        self._writer = writer
        self._pace = SocketPace(owner, messages_per_second)
        self._is_closed = False
        self._sending = 0
        self._senders: frozenset[asyncio.Task[Any]] = frozenset()
        self.is_ended = False
        self._app = asyncio.current_task()
        self._closing: asyncio.Task[None] | None = None
        self._heard_end: asyncio.Task[Any] | None = None

    async def receive(self) -> Message:
        """Return the next message, delayed if the browser is too fast; an invalid message closes the socket."""
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
        """Free the app's last wait for a message, once the app has ended.

        Engine.IO 4.15 waits in a task that ends with an error when the socket closes. The task holds the error, whose
        traceback holds the frame that holds the task: a cycle of 8 kB per browser, until a full garbage collection.
        """
        self._is_closed = True
        self._receive, self._send, self._writer = _ended, _sends_nothing, writes_none
        task, self._heard_end = self._heard_end, None
        if task is not None and task.done() and not task.cancelled() and (error := task.exception()):
            error.__traceback__ = None

    async def send(self, message: Message) -> None:
        """Send a message from the app, unless the socket has been closed."""
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

    async def _until_sent(self, left: StartedCoroutine) -> None:
        """Wait for the send; the wait is cancelled when the socket is closed."""
        task = asyncio.current_task()
        assert task is not None, "whoever awaits is a task"  # noqa: S101 - asyncio's own promise
        self._senders |= {task}
        try:
            await left
        finally:
            self._senders -= {task}

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being sent, so that a frame written now comes after all earlier ones."""
        return not self._sending and not self._is_closed

    @property
    def is_closed(self) -> bool:
        """Whether the socket has been closed; anything sent now is lost."""
        return self._is_closed

    def writer(self) -> WriteFrame | None:
        """Return what writes a frame directly, in this step, if nothing is before it and the server accepts it now."""
        return None if self._sending or self._is_closed else self._writer()

    def send_at_once(self, message: Message) -> "asyncio.Task[None] | None":
        """Send directly, bypassing the app's queue; return a task if the server does not accept it immediately."""
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
            # The server reports a browser that has just left to ``receive``.
            with contextlib.suppress(Exception):
                await self._send(message)

    async def close(self, code: int) -> None:
        """Close the socket; to the app it looks as if the browser had left.

        While the app waits for a message, granian 2.8 does not send the close before that wait ends, so it is
        cancelled. If the browser does not read, uvicorn 0.54 sends nothing, not even the close, and senders wait
        forever, so they are cancelled too.
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
        with contextlib.suppress(Exception):  # the browser may have just left, which each server reports in its own way
            await self._send({"type": "websocket.close", "code": code})


async def _ended() -> Message:
    return {"type": "websocket.disconnect", "code": POLICY}


async def _sends_nothing(_message: Message) -> None:
    pass


async def _end_of(started: StartedCoroutine) -> None:
    await started


def socket_of(scope: Mapping[str, Any]) -> OpenSocket | None:
    """Return the socket stored in an ASGI scope."""
    return scope.get(_SCOPE_KEY)


def announce(scope: Scope, opened: OpenSocket) -> None:
    """Store a socket in a scope, which must be the app's own copy."""
    scope[_SCOPE_KEY] = opened
