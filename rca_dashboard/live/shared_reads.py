"""One read in flight for each key: whoever asks meanwhile waits for it, and a thousand page loads are one read."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator


class SharedReads:
    """Runs reads, and shares those that are under way.

    Args:
        read: Reads what belongs to a key and keeps it.
    """

    def __init__(self, read: Callable[[str], Awaitable[None]]) -> None:
        self._read = read
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def __bool__(self) -> bool:
        """Whether a read is under way."""
        return bool(self._under_way)

    def __iter__(self) -> Iterator[str]:
        """Give the keys that are being read."""
        return iter(tuple(self._under_way))

    def __contains__(self, key: str) -> bool:
        """Whether a key is being read."""
        return key in self._under_way

    async def read(self, key: str) -> None:
        """Read, or wait for the read that is under way."""
        reading = self._under_way.get(key)
        if reading is None:
            reading = self._under_way[key] = asyncio.create_task(self._run(key))
            reading.add_done_callback(lambda _: self._under_way.pop(key, None))
        # A reader who leaves must not cancel the read that others wait for.
        await asyncio.shield(reading)

    async def _run(self, key: str) -> None:
        await self._read(key)
