"""Times as text: ISO 8601 in UTC with a ``Z``, the only form of time that leaves the app."""

from datetime import UTC, datetime


def to_iso(moment: datetime | None) -> str | None:
    """Return ``2026-11-23T08:15:00Z`` for an aware time, with fractions of a second only where there are some.

    Args:
        moment: An aware time in any zone, or None.

    Raises:
        ValueError: For a naive time, whose zone nobody can know.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        message = f"{moment!r} has no time zone"
        raise ValueError(message)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def from_iso(text: str | None) -> datetime | None:
    """Read what ``to_iso`` wrote, and any other ISO 8601 time; one without a zone is UTC.

    Raises:
        ValueError: For text that is no ISO 8601 time.
    """
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
