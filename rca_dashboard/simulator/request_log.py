"""What was asked of the server, for tests that count it."""

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
        query: As it stood in the address, without ``?``.
        at: By the instance's clock.
    """

    method: str
    path: str
    query: str
    at: datetime

    @property
    def parameters(self) -> dict[str, str]:
        """The query's parameters, decoded; of several of one name, the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


def request_log() -> deque[Asked]:
    """Return a log that remembers the last 10,000 requests."""
    return deque(maxlen=_REMEMBERED)
