"""A uvicorn server that can be stopped from another thread."""

import asyncio
import socket

import uvicorn


class WebServer(uvicorn.Server):
    """Stops when asked, instead of polling ten times per second: the many short-lived servers of tests stop sooner."""

    _loop: asyncio.AbstractEventLoop | None = None
    _is_over: asyncio.Event

    async def main_loop(self) -> None:
        """Wait for the end."""
        self._is_over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        await self.on_tick(0)
        if not self.should_exit:  # stopped before there was a loop to wake
            await self._is_over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop at once if no request is being answered; otherwise allow uvicorn's grace period."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)  # close idle connections
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        else:
            for listener in sockets or []:
                listener.close()
            await self.lifespan.shutdown()

    def end(self) -> None:
        """Stop the server; thread-safe."""
        self.should_exit = True
        if self._loop:
            self._loop.call_soon_threadsafe(self._is_over.set)
