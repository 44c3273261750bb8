"""One read in flight for each key: whoever asks meanwhile waits for it, and a thousand page loads are one read."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


class _Reading(Generic[Found]):
    """A read, and when it is done: to wait for that costs a thousand readers a third of waiting for the task."""

    def __init__(self, reading: Coroutine[Any, Any, Found]) -> None:
        self.is_done = asyncio.Event()
        self.task = asyncio.create_task(reading)
        self.task.add_done_callback(lambda _: self.is_done.set())


class SharedReads(Generic[Key, Found]):
    """Runs reads, and shares those that are under way.

    Args:
        read: Reads what belongs to a key; what it gives is given to all who wait.
    """

    def __init__(self, read: Callable[[Key], Coroutine[Any, Any, Found]]) -> None:
        self._read = read
        self._under_way: dict[Key, _Reading[Found]] = {}

    def __bool__(self) -> bool:
        """Whether a read is under way."""
        return bool(self._under_way)

    def __iter__(self) -> Iterator[Key]:
        """Return the keys that are being read."""
        return iter(tuple(self._under_way))

    def __contains__(self, key: Key) -> bool:
        """Whether a key is being read."""
        return key in self._under_way

    async def read(self, key: Key) -> Found:
        """Read, or wait for the read that is under way.

        That one may have begun before a change which is stored by now. So it is for who is told of such a change
        beside it, and can tell which of the two is newer.
        """
        reading = self._under_way.get(key)
        if reading is None:
            reading = self._under_way[key] = _Reading(self._read(key))
            reading.task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # A reader who leaves must not cancel the read that others wait for.
        await reading.is_done.wait()
        return reading.task.result()

    async def read_anew(self, key: Key) -> Found:
        """Read with one that begins after this call, and so sees all that is stored by now, whoever stored it.

        Those who ask while a read is under way share the next one: at most two are waited for.
        """
        if (earlier := self._under_way.get(key)) is not None:
            await earlier.is_done.wait()  # if it fails, those who asked for it learn so
        return await self.read(key)
