"""Run synchronous database calls in worker threads, and wait until they end."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the result of ``call`` without blocking the event loop.

    A thread cannot be cancelled. If the caller is cancelled, it still waits for the thread, so that the database is not
    closed under a transaction, and so that what was stored is known to be stored.
    """
    running = asyncio.ensure_future(asyncio.to_thread(call, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        running.exception()  # retrieved, to avoid a warning: the caller is gone
        raise
