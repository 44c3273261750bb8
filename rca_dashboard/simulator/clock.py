"""The instance's time. Whoever wants another gives another clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the time now, with its zone."""

FORMAT = "%Y-%m-%d %H:%M:%S"
"""How records keep a time, in UTC."""

_LENGTH = len("2026-03-14 15:09:26")


def utc_now() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


def shifted(clock: Clock, *, seconds: float) -> Clock:
    """Return a clock that is ahead of another one; behind it for seconds below 0."""
    shift = timedelta(seconds=seconds)
    return lambda: clock() + shift


def to_text(time: datetime) -> str:
    """Return a time as records keep it: ``YYYY-MM-DD HH:MM:SS`` in UTC, to the second."""
    return time.astimezone(UTC).strftime(FORMAT)


def from_text(text: str) -> datetime:
    """Read a time that a record keeps.

    Raises:
        ValueError: If it is none.
    """
    if len(text) != _LENGTH:
        message = f"{text!r} is no time such as 2026-03-14 15:09:26"
        raise ValueError(message)
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
