"""uvicorn's websocket, extended to accept frames that were encoded once for many browsers, and to limit parts."""

from starlette.types import Message
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.protocol import State

from rca_dashboard.access.sockets.prepared_frames import WriteFrame, offer

# Frames in a row that complete no message: parts of one, pings and pongs. Browsers send none at all, other clients a
# ping or two. Empty parts count towards no limit of size, and each took 8 bytes for as long as the message went on.
MOST_INCOMPLETE = 500


class PreparedSocket(WebSocketsSansIOProtocol):
    """A websocket that accepts frames which were encoded once for many."""

    _incomplete = 0

    def has_input_left(self) -> bool:
        """Return whether frames may still be on their way: until the browser has closed, too."""
        return self.conn.close_rcvd is None

    def handle_cont(self, event: Frame) -> None:
        """Collect a part of a message as uvicorn does, within a limit."""
        if self._may_go_on(is_complete=event.fin):
            super().handle_cont(event)

    def handle_text(self, event: Frame) -> None:
        """Begin a message as uvicorn does, within a limit."""
        if self._may_go_on(is_complete=event.fin):
            super().handle_text(event)

    def handle_ping(self) -> None:
        """Answer a ping as uvicorn does, within a limit."""
        if self._may_go_on(is_complete=False):
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take a pong as uvicorn does, within a limit."""
        if self._may_go_on(is_complete=False):
            super().handle_pong(event)

    def _may_go_on(self, *, is_complete: bool) -> bool:
        if self.close_sent:
            return False
        self._incomplete = 0 if is_complete else self._incomplete + 1
        if self._incomplete <= MOST_INCOMPLETE:
            return True
        self.conn.send_close(CloseCode.POLICY_VIOLATION, "too many frames without a message")
        self.handle_parser_exception()
        return False

    async def run_asgi(self) -> None:
        """Run the app as uvicorn does; the scope says that encoded frames are accepted."""
        offer(self.scope, self._writer)  # pyright: ignore[reportArgumentType] - uvicorn's type of the same
        try:
            await super().run_asgi()
        finally:
            self.scope["extensions"] = {}  # it refers to this socket, which refers to the scope

    async def send(self, message: Message) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - Starlette's name for it
        """Send as uvicorn does."""
        await super().send(message)  # pyright: ignore[reportArgumentType] - the same
        if message["type"] == "websocket.accept":
            self._forget_headers()

    def _writer(self) -> WriteFrame | None:
        is_open = self.conn.state is State.OPEN and not self.conn.extensions
        takes = is_open and self.writable.is_set() and not (self.close_sent or self.disconnected)
        return self.transport.write if takes else None

    def _forget_headers(self) -> None:
        """Drop the handshake's headers, which uvicorn 0.54 stores twice for as long as the socket is open: 4 kB."""
        self.request.headers.clear()
        self.response.headers.clear()
        self.scope["headers"] = []
