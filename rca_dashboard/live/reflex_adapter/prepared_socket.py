"""uvicorn's websocket, extended to accept frames that were encoded once for many browsers."""

from starlette.types import Message
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from rca_dashboard.access.sockets.prepared_frames import offer


class PreparedSocket(WebSocketsSansIOProtocol):
    """A websocket that accepts frames which were encoded once for many."""

    async def run_asgi(self) -> None:
        """Run the app as uvicorn does; the scope says that encoded frames are accepted."""
        offer(self.scope, self._take_frame)  # pyright: ignore[reportArgumentType] - uvicorn's type of the same
        try:
            await super().run_asgi()
        finally:
            self.scope["extensions"] = {}  # it refers to this socket, which refers to the scope

    async def send(self, message: Message) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - Starlette's name for it
        """Send as uvicorn does."""
        await super().send(message)  # pyright: ignore[reportArgumentType] - the same
        if message["type"] == "websocket.accept":
            self._forget_headers()

    def _take_frame(self, frame: bytes) -> bool:
        is_open = self.conn.state is State.OPEN and not self.conn.extensions
        takes = is_open and self.writable.is_set() and not (self.close_sent or self.disconnected)
        if takes:
            self.transport.write(frame)
        return takes

    def _forget_headers(self) -> None:
        """Drop the handshake's headers, which uvicorn 0.54 stores twice for as long as the socket is open: 4 kB."""
        self.request.headers.clear()
        self.response.headers.clear()
        self.scope["headers"] = []
