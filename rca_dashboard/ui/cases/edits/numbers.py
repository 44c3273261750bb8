"""Values of forms, which any browser may send."""

from collections.abc import Mapping
from datetime import UTC, datetime

_MOST_DIGITS = 12


def number_in(form: Mapping[str, str], name: str) -> int:
    """Return a whole number in a form; 0 if it is none."""
    text = form.get(name, "")[: _MOST_DIGITS + 1]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def end_of_day(text: str) -> datetime | None:
    """Return the last second of a day such as 2026-12-24, in UTC; None if it is no day."""
    try:
        return datetime.strptime(text[:10], "%Y-%m-%d").replace(hour=23, minute=59, second=59, tzinfo=UTC)
    except ValueError:
        return None
