"""The clock by which a worker hears of logins that others have ended."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

# Sockets are to be closed within 5 s in every worker; two looks fit into that.
WATCH_SECONDS = 2.0
TOUCH_SECONDS = 60.0


async def keep_watch(watch: Callable[[], Awaitable[None]], touch: Callable[[], Awaitable[None]]) -> None:
    """Watch every two seconds and touch every minute, until cancelled.

    An outage is logged when it begins and when it ends.
    """
    is_failing = False
    touch_at = time.monotonic() + TOUCH_SECONDS
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await watch()
            if time.monotonic() >= touch_at:
                touch_at = time.monotonic() + TOUCH_SECONDS
                await touch()
            if is_failing:
                logger.info("Logins can be checked again")
            is_failing = False
        except Exception:
            if not is_failing:
                logger.exception("Logins cannot be checked; trying again every %.0f s", WATCH_SECONDS)
            is_failing = True
