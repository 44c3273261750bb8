"""The database is synchronous: its calls go to worker threads, and are waited for to their end."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what ``call`` gives, without holding the event loop up.

    A thread cannot be cancelled. Whoever is cancelled here waits for it, so that nobody closes the database under a
    transaction, and so that what was stored is known to be stored.
    """
    running = asyncio.ensure_future(asyncio.to_thread(call, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        running.exception()  # looked at, so that nobody complains of it: the caller is gone
        raise
