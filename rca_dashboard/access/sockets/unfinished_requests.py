"""Connections whose request is not complete: bounded for each address, so that none takes all of the server's files."""

import time
from collections.abc import Hashable
from typing import Generic, TypeVar

from rca_dashboard.access.addresses import Network, is_trusted, neighbourhood
from rca_dashboard.clock import Monotonic

Connection = TypeVar("Connection", bound=Hashable)

MOST_PER_ADDRESS = 100
# A thousand browsers behind one address come back at once after an outage, and are read within this time.
_YOUNG_SECONDS = 1.0


class UnfinishedRequests(Generic[Connection]):
    """Says which connection to close for a new one: the oldest unfinished one of the address that has too many.

    The new one is let in: a browser behind the same address as an attacker completes its request at once.

    Args:
        trusted: Proxies, behind which many users share one address; only ``most_open`` bounds them.
        most_per_address: The most for one address, apart from those that are younger than a second.
        most_open: At how many open connections even young ones are closed.
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(
        self,
        trusted: tuple[Network, ...] = (),
        *,
        most_per_address: int = MOST_PER_ADDRESS,
        most_open: int = 1_000_000,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self.most_open = most_open
        self._trusted = trusted
        self._most_per_address = most_per_address
        self._monotonic = monotonic
        self._begun: dict[str, dict[Connection, float]] = {}
        self._addresses: dict[Connection, str] = {}

    def add(self, connection: Connection, address: str, *, open_connections: int = 0) -> Connection | None:
        """Add a connection that waits for a request, and return one to close, or None."""
        key = neighbourhood(address)
        own = self._begun.setdefault(key, {})
        own[connection] = self._monotonic()
        self._addresses[connection] = key
        if open_connections >= self.most_open:
            return next(iter(max(self._begun.values(), key=len)))
        if len(own) <= self._most_per_address or is_trusted(address, self._trusted):
            return None
        oldest, begun = next(iter(own.items()))
        return oldest if self._monotonic() - begun >= _YOUNG_SECONDS else None

    def remove(self, connection: Connection) -> None:
        """Remove a connection whose request is complete, or which is closed; twice does nothing."""
        key = self._addresses.pop(connection, None)
        if key is not None:
            self._begun[key].pop(connection)
            if not self._begun[key]:
                del self._begun[key]
