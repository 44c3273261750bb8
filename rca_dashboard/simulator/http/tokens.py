"""OAuth tokens: issued, refreshed, and expired by time or on command."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from rca_dashboard.simulator.clock import Clock

ACCESS_SECONDS = 1_800.0
"""The lifetime of an access token, as for a new OAuth client."""

REFRESH_SECONDS = 8_640_000.0
"""The lifetime of a refresh token: 100 days, as for a new OAuth client."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client gets.

    Attributes:
        refresh: Empty if the grant type has none.
        seconds: The lifetime of ``access``.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: float


class Tokens:
    """The tokens of one account. Thread-safe.

    Attributes:
        access_seconds: The lifetime of access tokens that are issued from now on.
        refresh_seconds: The same for refresh tokens.
        given: How many access tokens were issued.
    """

    def __init__(self, clock: Clock, *, access_seconds: float = ACCESS_SECONDS) -> None:
        self.access_seconds = access_seconds
        self.refresh_seconds = REFRESH_SECONDS
        self.given = 0
        self._clock = clock
        self._lock = Lock()
        self._access: dict[str, datetime] = {}
        self._refresh: dict[str, datetime] = {}

    def give(self, *, with_refresh: bool) -> Grant:
        """Issue a new access token, with a refresh token if the grant type has one."""
        with self._lock:
            refresh = self._new(self._refresh, self.refresh_seconds) if with_refresh else ""
            return self._grant(refresh)

    def refreshed(self, refresh_token: str) -> Grant | None:
        """Issue a new access token for a refresh token, which stays valid; None if that is unknown or expired."""
        with self._lock:
            if not self._is_good(self._refresh, refresh_token):
                return None
            return self._grant(refresh_token)

    def is_valid(self, access_token: str) -> bool:
        """Return whether an access token was issued and has not expired."""
        with self._lock:
            return self._is_good(self._access, access_token)

    def end_access(self) -> None:
        """Expire every access token now, as in mid-sweep; refresh tokens stay valid."""
        with self._lock:
            self._access.clear()

    def end_all(self) -> None:
        """Expire every token now: only the grant itself helps."""
        with self._lock:
            self._access.clear()
            self._refresh.clear()

    def _grant(self, refresh: str) -> Grant:
        self.given += 1
        return Grant(self._new(self._access, self.access_seconds), refresh, self.access_seconds)

    def _new(self, ends: dict[str, datetime], seconds: float) -> str:
        token = secrets.token_urlsafe(48)
        ends[token] = self._clock() + timedelta(seconds=seconds)
        return token

    def _is_good(self, ends: dict[str, datetime], token: str) -> bool:
        return token in ends and self._clock() < ends[token]
