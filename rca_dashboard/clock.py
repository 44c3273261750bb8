"""The app's clocks: monotonic seconds for durations, and the time in UTC for timestamps.

Several workers compare timestamps, so all of them follow one clock: the database's. A worker alone has its own.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
Monotonic = Callable[[], float]

# Clocks of machines that keep time are closer, and a time that is corrected for less would only jitter.
_TOLERANCE = timedelta(seconds=0.25)


class SharedClock:
    """The time by a clock that other processes share, as far as it is known."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self._ahead

    def follow(self, shared: datetime, began: datetime, ended: datetime) -> None:
        """Correct this clock by an answer of the shared one.

        Args:
            shared: What the shared clock said.
            began: When it was asked, by this machine's clock.
            ended: When its answer came.
        """
        ahead, doubt = shared - (began + (ended - began) / 2), (ended - began) / 2
        with self._lock:
            if abs(ahead - self._ahead) > _TOLERANCE + doubt:
                self._ahead = ahead


SHARED = SharedClock()


def utc_now() -> datetime:
    """Return the current time in UTC, with its zone."""
    return SHARED.now()


def unix_seconds() -> float:
    """Return the same as seconds since 1970."""
    return SHARED.now().timestamp()
