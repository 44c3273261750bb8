"""``DEBUG=socket.io:*``: every websocket packet's name and size, never its content."""

import logging
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rca_dashboard.access.sockets.prepared_frames import withdrawn

logger = logging.getLogger("socket.io")

# Engine.IO's packet types and, within its messages, Socket.IO's (protocol revisions 4 and 5).
_ENGINE_PACKETS = {"0": "open", "1": "close", "2": "ping", "3": "pong", "4": "message", "5": "upgrade", "6": "noop"}
_SOCKET_PACKETS = {"0": "connect", "1": "disconnect", "2": "event", "3": "ack", "4": "connect_error"}
_EVENT_NAME = re.compile(r'^\d*(?:-)?(?:/[^,]*,)?\d*\["(\w{1,60})"')
_LONGEST_HEAD = 200


def packet_name(text: str) -> str:
    """Return a packet's name: ``ping``, ``connect``, or ``event:ticket_update`` for a named event."""
    if not text.startswith("4"):
        return _ENGINE_PACKETS.get(text[:1], "unknown")
    kind = _SOCKET_PACKETS.get(text[1:2], "message")
    named = _EVENT_NAME.match(text[2:_LONGEST_HEAD]) if kind == "event" else None
    return f"event:{named[1]}" if named else kind


class PacketLog:
    """Logs the packets of the websockets that pass through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app, and log its packets."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def receive_and_log() -> Message:
            message = await receive()
            _log("in", message, "websocket.receive")
            return message

        async def send_and_log(message: Message) -> None:
            _log("out", message, "websocket.send")
            await send(message)

        await self._app(withdrawn(scope), receive_and_log, send_and_log)


def _log(direction: str, message: Message, kind: str) -> None:
    if message["type"] != kind:
        return
    text, binary = message.get("text"), message.get("bytes")
    size = len(text.encode()) if text is not None else len(binary or b"")
    logger.info("%s %s %d bytes", direction, packet_name(text) if text is not None else "binary", size)
