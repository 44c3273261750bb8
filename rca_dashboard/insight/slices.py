"""Long work in small slices in worker threads, so that neither the event loop nor the push waits for it."""

import asyncio
import time
from collections.abc import Iterator

# A thread that computes holds Python's lock for 5 ms at a time; after 8 ms the push has the processor for as long.
SLICE_SECONDS = 0.008
PAUSE_SECONDS = 0.004
# Of all time, work of this kind takes at most half.
_SHARE = 1.0


async def in_slices(work: Iterator[object]) -> None:
    """Run an iterator to its end: each of its steps is short, and some together are one slice.

    A cancelled caller waits for the slice that runs, so that the database is not closed under it.
    """
    while True:
        began = time.monotonic()
        running = asyncio.ensure_future(asyncio.to_thread(_slice, work))
        try:
            has_more = await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})
            running.exception()
            raise
        if not has_more:
            return
        await asyncio.sleep(max(PAUSE_SECONDS, (time.monotonic() - began) * _SHARE))


def _slice(work: Iterator[object]) -> bool:
    until = time.monotonic() + SLICE_SECONDS
    return any(time.monotonic() >= until for _ in work)
