"""A single retry before the next scheduled run, after a failure."""

import asyncio
from collections.abc import Callable


class Retry:
    """Schedules one retry; a later one replaces an earlier one.

    Args:
        again: The retry; called on the event loop.
    """

    def __init__(self, again: Callable[[], None]) -> None:
        self._again = again
        self._timer: asyncio.TimerHandle | None = None

    def arrange(self, seconds: float | None) -> None:
        """Retry after this many seconds; None cancels."""
        self.forget()
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._again)

    def forget(self) -> None:
        """Cancel the retry."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
