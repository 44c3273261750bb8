"""The relay wakes a worker's hub. The changes are in the feed, so a lost wake-up delays them by a heartbeat at most."""

import asyncio
from typing import Protocol


class Relay(Protocol):
    """Carries the signal "something changed" from the code that stored it to the hubs, and no data."""

    def wake(self) -> None:
        """Signal that something changed. Thread-safe."""
        ...

    async def woken(self, timeout_seconds: float) -> bool:
        """Wait for a wake-up since the last call; return False on timeout."""
        ...


class MemoryRelay:
    """The relay of a single worker."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Signal that something changed; remembered until the next wait."""
        if self._loop is None:
            self._event.set()
        else:
            self._loop.call_soon_threadsafe(self._event.set)

    async def woken(self, timeout_seconds: float) -> bool:
        """Wait for a wake-up since the last call."""
        self._loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True
