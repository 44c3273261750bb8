"""The schedule on which a worker looks for sessions that others have ended."""

import logging
import time
from collections.abc import Awaitable, Callable

from rca_dashboard.background import FailureLog, every, run_forever

logger = logging.getLogger(__name__)

# Sockets must be closed within 5 s in every worker, which leaves time for two looks.
WATCH_SECONDS = 2.0
TOUCH_SECONDS = 60.0


async def keep_watch(watch: Callable[[], Awaitable[None]], touch: Callable[[], Awaitable[None]]) -> None:
    """Call ``watch`` every two seconds and ``touch`` every minute, until cancelled.

    An outage is logged once when it starts and once when it ends.
    """
    touch_at = time.monotonic() + TOUCH_SECONDS

    async def step() -> None:
        nonlocal touch_at
        await watch()
        if time.monotonic() >= touch_at:
            touch_at = time.monotonic() + TOUCH_SECONDS
            await touch()

    failures = FailureLog("The check of ended logins", logger)
    await run_forever(step, failures, wait=every(WATCH_SECONDS), retry_seconds=WATCH_SECONDS)
