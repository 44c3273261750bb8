"""One frame to many sockets: encoded once, and written to each socket immediately if its queue is empty.

python-socketio 5.18 gives each recipient a task, a queue and a waiting writer of its own, 54 µs in all; a thousand
browsers are 54 ms of CPU. If a socket's queue is empty, the frame bypasses it and goes straight to the server, in the
caller's own step and with bytes that were encoded once: the remaining cost is mostly the kernel's. If the browser is
slower than the frames, they wait in the queue as usual, which preserves their order.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engineio import packet as engine_packets
from engineio.async_socket import AsyncSocket
from reflex.state import StateUpdate
from reflex_base.constants import SocketEvent
from socketio import AsyncServer, packet
from starlette.types import Message

from rca_dashboard.access.sockets.open_socket import OpenSocket, socket_of
from rca_dashboard.access.sockets.prepared_frames import WriteFrame, frame_of

logger = logging.getLogger(__name__)

# A browser this far behind will not catch up; it reconnects by itself and requests the current page.
MOST_QUEUED_BYTES = 1_000_000
# Close code 1013 of RFC 6455's registry: try again later.
TOO_SLOW = 1013


def is_parked(engine_socket: AsyncSocket) -> bool:
    """Return whether a socket's writer waits for its queue; otherwise it may hold frames taken from the queue."""
    queue: Any = engine_socket.queue
    return not queue._queue and bool(queue._getters)  # noqa: SLF001 - the only way to know


def waiting_bytes(engine_socket: AsyncSocket) -> int:
    """Return how much is queued for a socket; a character counts as one byte, as nearly all in our frames are."""
    return sum(len(each.data or "") for each in tuple(engine_socket.queue._queue) if each is not None)  # noqa: SLF001 - the only way to know


def _opened(server: AsyncServer, engine_sid: str) -> OpenSocket | None:
    handshake = server.environ.get(engine_sid)
    return socket_of(handshake["asgi.scope"]) if handshake and "asgi.scope" in handshake else None


@dataclass(frozen=True, slots=True)
class _Packed:
    """A frame in three forms: for a direct write, for a send that has to wait, and for the queue."""

    frame: bytes
    message: Message
    queued: engine_packets.Packet
    size: int


def _packed(encoded: str) -> _Packed:
    queued = engine_packets.Packet(engine_packets.MESSAGE, encoded)
    text = str(queued.encode())
    return _Packed(frame_of(text), {"type": "websocket.send", "text": text}, queued, len(text.encode()))


def encoded(update: StateUpdate, namespace: str) -> str:
    """Return a frame's text."""
    text = packet.Packet(packet.EVENT, namespace=namespace, data=[str(SocketEvent.EVENT), update]).encode()
    if not isinstance(text, str):
        message = "a frame is JSON; bytes would have to travel as attachments"
        raise TypeError(message)
    return text


class Broadcast:
    """Writes frames to the sockets of a room.

    Attributes:
        frames: How many have been written or queued.
        bytes: How many bytes were in them.
        closed: How many sockets were closed because they did not read.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self.closed = 0
        self._writing: set[asyncio.Task[None]] = set()

    async def send(
        self, server: AsyncServer, update: StateUpdate, *, namespace: str, engine_sids: Iterable[str]
    ) -> None:
        """Send one frame to some sockets; return when it is written or queued for each.

        Args:
            server: The Socket.IO server.
            update: The update to send.
            namespace: Reflex's namespace.
            engine_sids: The Engine.IO ids of the sockets.
        """
        self.send_text(server, encoded(update, namespace), engine_sids)
        # One turn of the loop: what the server accepts immediately is written before the next frame is made.
        await asyncio.sleep(0)

    def send_text(self, server: AsyncServer, encoded: str, engine_sids: Iterable[str]) -> None:
        """Write or queue one frame that is encoded already, in the caller's own step.

        With a turn of the loop in between, a thousand browsers that connect at once would each hold a first frame of
        their own: 65 kB more for each, which the process would not return to the system.
        """
        packed, sockets = _packed(encoded), server.eio.sockets
        # First it is found out who can be written to, then it is written: a call of the kernel leaves nothing of what a
        # socket's objects are in the processor's cache, and looking at them in between took a third of a push.
        ready: list[WriteFrame] = []
        written = 0
        for engine_sid in engine_sids:
            engine_socket, opened = sockets.get(engine_sid), _opened(server, engine_sid)
            if engine_socket is None or engine_socket.closed:
                continue
            write = opened.writer() if opened is not None and is_parked(engine_socket) else None
            if write is not None:
                ready.append(write)
            else:
                written += self._write(engine_socket, opened, packed)
        for write in ready:
            write(packed.frame)
        self.frames += written + len(ready)
        self.bytes += (written + len(ready)) * packed.size

    def _write(self, engine_socket: AsyncSocket, opened: OpenSocket | None, packed: _Packed) -> bool:
        """Send or queue what was not written; return False if the socket is closed, or now because it did not read."""
        if opened is not None and opened.is_closed:
            return False
        if opened is not None and opened.is_idle and is_parked(engine_socket):  # no frame is before it
            opened.send_at_once(packed.message)  # the socket keeps a reference to a task that has to wait
            return True
        waiting = waiting_bytes(engine_socket)
        if opened is not None and waiting > MOST_QUEUED_BYTES:
            self.closed += 1
            logger.info("Closed a socket of %s that had %d kB to read", opened.owner, waiting // 1000)
            self._keep(asyncio.create_task(opened.close(TOO_SLOW)))
            # Otherwise Engine.IO's next ping, up to 25 s away, would keep it until then.
            while not engine_socket.queue.empty():
                engine_socket.queue.get_nowait()
            return False
        engine_socket.queue.put_nowait(packed.queued)
        return True

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
