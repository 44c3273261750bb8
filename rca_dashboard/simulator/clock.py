"""The instance's time, given by a replaceable clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the current time, with its zone."""

FORMAT = "%Y-%m-%d %H:%M:%S"
"""The format of times in records, in UTC."""

_LENGTH = len("2026-03-14 15:09:26")


def utc_now() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


def shifted(clock: Clock, *, seconds: float) -> Clock:
    """Return a clock that is ahead of another one; behind it for negative seconds."""
    shift = timedelta(seconds=seconds)
    return lambda: clock() + shift


def to_text(time: datetime) -> str:
    """Return a time as stored in records: ``YYYY-MM-DD HH:MM:SS`` in UTC, to the second."""
    return time.astimezone(UTC).strftime(FORMAT)


def from_text(text: str) -> datetime:
    """Return the time that a record stores.

    Raises:
        ValueError: If the text is not a time.
    """
    if len(text) != _LENGTH:
        message = f"{text!r} is not a time such as 2026-03-14 15:09:26"
        raise ValueError(message)
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
