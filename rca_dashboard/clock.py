"""Our clocks. What measures a duration takes seconds that only rise; what notes a moment takes the time in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
Monotonic = Callable[[], float]


def utc_now() -> datetime:
    """Return the time in UTC, with its zone."""
    return datetime.now(UTC)
