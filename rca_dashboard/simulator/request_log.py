"""A log of the server's requests, for tests that count them."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes:
        path: Without the query.
        query: The raw query, without ``?``.
        at: By the instance's clock.
    """

    method: str
    path: str
    query: str
    at: datetime

    @property
    def parameters(self) -> dict[str, str]:
        """The query's parameters, decoded; of several with one name, the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


def request_log() -> deque[Asked]:
    """Return a log of the last 10,000 requests."""
    return deque(maxlen=_REMEMBERED)
