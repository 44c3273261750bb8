"""The instance's time. Whoever wants another gives another clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the time now, with its zone."""

_FORMAT = "%Y-%m-%d %H:%M:%S"


def utc_now() -> datetime:
    """Give the machine's time."""
    return datetime.now(UTC)


def to_text(time: datetime) -> str:
    """Give a time as records keep it: ``YYYY-MM-DD HH:MM:SS`` in UTC, to the second."""
    return time.astimezone(UTC).strftime(_FORMAT)


def from_text(text: str) -> datetime:
    """Read a time that a record keeps.

    Raises:
        ValueError: If it is none.
    """
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
