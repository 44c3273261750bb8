"""Format and parse ISO 8601 times in UTC with a ``Z``, the only form in which times leave the app."""

from datetime import UTC, datetime


def to_iso(moment: datetime | None) -> str | None:
    """Return a time as ``2026-11-23T08:15:00Z``, with fractions of a second only if there are any.

    Args:
        moment: An aware time in any zone, or None.

    Raises:
        ValueError: If the time is naive.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        message = f"{moment!r} has no time zone"
        raise ValueError(message)
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat().removesuffix("+00:00") + "Z"


def from_iso(text: str | None) -> datetime | None:
    """Return the time that ``to_iso`` formatted, or any other ISO 8601 time; one without a zone is taken as UTC.

    Raises:
        ValueError: If the text is not an ISO 8601 time.
    """
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
