"""The one try that is to come before the next turn, after a failure."""

import asyncio
from collections.abc import Callable


class Retry:
    """Arranges for one more try; a later arrangement takes the place of an earlier one.

    Args:
        again: Tries; called on the event loop.
    """

    def __init__(self, again: Callable[[], None]) -> None:
        self._again = again
        self._timer: asyncio.TimerHandle | None = None

    def arrange(self, seconds: float | None) -> None:
        """Try again after so many seconds; None is not at all."""
        self.forget()
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._again)

    def forget(self) -> None:
        """Try no more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
