"""Read the headers of an answer: the server's clock, the row count, and how long to wait."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

# ServiceNow's rate limits count by the hour. A longer wait is a mistake and would end polling for good.
LONGEST_WAIT_SECONDS = 3600.0
_YEARS = range(1990, 9000)
# Of a table's count of rows: the largest known have some hundred million.
_MOST_DIGITS = 9


def date_of(response: httpx.Response) -> datetime | None:
    """Return the server's time from the ``Date`` header (RFC 9110), which is truncated to the second."""
    return _http_date(response.headers.get("Date"))


def total_of(response: httpx.Response) -> int | None:
    """Return ``X-Total-Count``: how many rows the query matches before ACLs hide some; None for nonsense."""
    text = response.headers.get("X-Total-Count", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def retry_after_seconds(response: httpx.Response, now: datetime) -> float | None:
    """Return how many seconds the server wants the client to wait, by the server's clock if known, at most one hour.

    ``Retry-After`` holds seconds or a date (RFC 9110); without it ``X-RateLimit-Reset`` holds Unix seconds.
    """
    server_now = date_of(response) or now
    text = response.headers.get("Retry-After", "").strip()
    seconds = _seconds(text)
    if moment := _http_date(text):
        seconds = (moment - server_now).total_seconds()
    if seconds is None:
        reset = _seconds(response.headers.get("X-RateLimit-Reset", "").strip())
        seconds = None if reset is None else reset - server_now.timestamp()
    return None if seconds is None else min(max(0.0, seconds), LONGEST_WAIT_SECONDS)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError):
        return None
    # Nearer to the ends of the calendar a zone or a window would lead out of it.
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
