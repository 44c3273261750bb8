"""The relay wakes a worker's hub. The feed in the database says what happened, so a lost wake-up costs a heartbeat."""

import asyncio
from typing import Protocol


class Relay(Protocol):
    """Carries "something changed" from whoever stored it to the hubs; it carries nothing else."""

    def wake(self) -> None:
        """Say that something changed; safe to call from any thread."""
        ...

    async def woken(self, timeout_seconds: float) -> bool:
        """Wait for a wake-up since the last call; give False when the time is over without one."""
        ...


class MemoryRelay:
    """The relay of a single worker."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Say that something changed; before anybody waits it is remembered."""
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
