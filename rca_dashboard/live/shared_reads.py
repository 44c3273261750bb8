"""At most one read in flight per key: later callers wait for it, so that a thousand page loads are one read."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


class _Reading(Generic[Found]):
    """A read and its completion event: a thousand callers wait for the event at a third of the cost of the task."""

    def __init__(self, reading: Coroutine[Any, Any, Found]) -> None:
        self.is_done = asyncio.Event()
        self.task = asyncio.create_task(reading)
        self.task.add_done_callback(lambda _: self.is_done.set())


class SharedReads(Generic[Key, Found]):
    """Runs reads, and shares those in flight.

    Args:
        read: Reads the value of a key; all waiting callers get its result.
    """

    def __init__(self, read: Callable[[Key], Coroutine[Any, Any, Found]]) -> None:
        self._read = read
        self._under_way: dict[Key, _Reading[Found]] = {}

    def __bool__(self) -> bool:
        """Whether a read is in flight."""
        return bool(self._under_way)

    def __iter__(self) -> Iterator[Key]:
        """Iterate over the keys that are being read."""
        return iter(tuple(self._under_way))

    def __contains__(self, key: Key) -> bool:
        """Whether a key is being read."""
        return key in self._under_way

    async def read(self, key: Key) -> Found:
        """Read, or wait for the read in flight.

        That read may have started before a change that is stored by now. Use it only where such changes are pushed
        separately and the newer of the two can be determined.
        """
        reading = self._under_way.get(key)
        if reading is None:
            reading = self._under_way[key] = _Reading(self._read(key))
            reading.task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # A caller that is cancelled must not cancel the read that others wait for.
        await reading.is_done.wait()
        return reading.task.result()

    async def read_fresh(self, key: Key) -> Found:
        """Return the result of a read that starts after this call, and so sees everything stored by now.

        Callers during a read in flight share the next one: each waits for at most two reads.
        """
        if (earlier := self._under_way.get(key)) is not None:
            await earlier.is_done.wait()  # if it fails, its own callers get the error
        return await self.read(key)


class Failures:
    """The failures of reads for different rooms: one that fails keeps nothing from the other rooms."""

    def __init__(self) -> None:
        self._first: BaseException | None = None

    async def of(self, reads: Iterable[Awaitable[None]]) -> None:
        """Wait for all of these reads, and note the first failure."""
        results = await asyncio.gather(*reads, return_exceptions=True)
        self._first = self._first or next((each for each in results if each is not None), None)

    def raise_first(self) -> None:
        """Raise the first failure, if there is one."""
        if self._first is not None:
            raise self._first
