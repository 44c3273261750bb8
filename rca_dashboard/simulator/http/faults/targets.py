"""Matchers of requests, and the 429 of a rate limit, for ``Faults.add``."""

from collections.abc import Callable
from datetime import datetime, timedelta

from rca_dashboard.simulator.http.faults.faults import FaultOptions
from rca_dashboard.simulator.http.oauth_api import PATH
from rca_dashboard.simulator.request_log import Asked

_TABLES = "/api/now/table/"


def lists_of(table: str = "") -> Callable[[Asked], bool]:
    """Match requests for a page of a table; of any table without a name."""

    def fits(asked: Asked) -> bool:
        name = asked.path.removeprefix(_TABLES)
        is_list = asked.method == "GET" and asked.path.startswith(_TABLES) and "/" not in name
        return is_list and table in {"", name}

    return fits


def at_offset(offset: int, table: str = "") -> Callable[[Asked], bool]:
    """Match requests for the page that begins at an offset."""
    is_list = lists_of(table)
    return lambda asked: is_list(asked) and asked.parameters.get("sysparm_offset", "0") == str(offset)


def tokens(asked: Asked) -> bool:
    """Match requests for OAuth tokens."""
    return asked.path == PATH


def table_api(asked: Asked) -> bool:
    """Match every request that is not for a token."""
    return asked.path != PATH


def too_many(
    now: datetime, *, seconds: int, with_retry_after: bool = True, rule: str = "Table API per hour"
) -> FaultOptions:
    """Return the 429 of a rate limit that ends after some seconds.

    Args:
        now: The instance's time.
        seconds: Until requests are answered again.
        with_retry_after: False omits ``Retry-After``; only ``X-RateLimit-Reset`` then has the time.
        rule: The value of ``X-RateLimit-Rule``.
    """
    headers = {
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Reset": str(int((now + timedelta(seconds=seconds)).timestamp())),
        "X-RateLimit-Rule": rule,
    }
    if with_retry_after:
        headers["Retry-After"] = str(seconds)
    return {"status": 429, "headers": headers}
