"""Do not send refused credentials again and again: ServiceNow locks an account after a few wrong logins.

Also for how long ServiceNow asked to be left alone, which a worker that takes over must know.

Polls, imports, reconciles and hints share the account, so they share the count: 69 tries in two minutes were seen.
"""

import asyncio
from collections.abc import Callable

from rca_dashboard.clock import Monotonic
from rca_dashboard.servicenow.errors import RefusalPauseError, RefusedError

# Without a pause: a node of the instance may be confused for a moment.
TRIES_AT_ONCE = 3
_MINUTE = 60.0
# The last one stays. A lock of ServiceNow's mostly ends by itself after 15 minutes.
PAUSES_SECONDS = (1 * _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE)


class Refusals:
    """Counts refusals in a row, and says how long to pause.

    Args:
        monotonic: Seconds that only rise.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._monotonic = monotonic
        self._count = 0
        self._paused_until = 0.0
        self._barred_until = 0.0
        self._last: RefusedError | None = None
        self._waiting: set[asyncio.Event] = set()

    @property
    def barred_seconds(self) -> float:
        """For how much longer ServiceNow asked to be left alone; 0.0 if it does not."""
        return max(0.0, self._barred_until - self._monotonic())

    def bar(self, seconds: float) -> None:
        """Note that ServiceNow asked to be left alone for some seconds."""
        self._barred_until = max(self._barred_until, self._monotonic() + seconds)

    def check(self) -> None:
        """Do nothing if credentials may be sent.

        Raises:
            RefusalPauseError: During a pause.
        """
        seconds = self._paused_until - self._monotonic()
        if self._last is not None and self._count and seconds > 0:
            raise RefusalPauseError(str(self._last), seconds)

    def note(self, refusal: RefusedError) -> None:
        """Record a refusal, and set on it how long the pause is that follows.

        Requests that waited for the same token raise the same error: that was one try.
        """
        if refusal is self._last:
            return
        self._count += 1
        self._last = refusal
        number = self._count - TRIES_AT_ONCE
        refusal.pause_seconds = PAUSES_SECONDS[min(number, len(PAUSES_SECONDS) - 1)] if number >= 0 else 0.0
        self._paused_until = self._monotonic() + refusal.pause_seconds

    def forget(self) -> None:
        """Record that the credentials were accepted; who waits for that goes on."""
        if not self._count:
            return
        self._count, self._last = 0, None
        for event in self._waiting:
            event.set()
        for listener in self._listeners:
            listener()

    def on_accepted(self, listener: Callable[[], None]) -> None:
        """Call a function each time that credentials are accepted after they were refused."""
        self._listeners.append(listener)

    async def wait(self, seconds: float) -> None:
        """Wait for a time, or less if credentials that were refused are accepted meanwhile."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(event)

    def end_pause(self) -> None:
        """Allow one try now; if it is refused too, the next pause is longer."""
        self._paused_until = 0.0
