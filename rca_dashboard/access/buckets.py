"""Token buckets: a sustained rate per second, and a burst after a pause."""

import time
from collections import OrderedDict

from rca_dashboard.clock import Monotonic


class Bucket:
    """One bucket, initially full.

    Args:
        rate: Tokens added per second; 0 means no limit.
        burst: The capacity.
        now: A monotonic clock in seconds.
    """

    __slots__ = ("_at", "_burst", "_now", "_overdrawn_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: Monotonic = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._tokens = burst
        self._at = now()
        self._overdrawn_at: float | None = None

    def take(self, *, goes_into_debt: bool) -> float:
        """Take a token.

        Args:
            goes_into_debt: Take a token even if there is none, because the caller waits for it.

        Returns:
            Seconds until a token is available; 0.0 if one is available now.
        """
        if self._rate <= 0:
            return 0.0
        now = self._now()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens >= self._burst / 2:
            self._overdrawn_at = None
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        wait = (1.0 - self._tokens) / self._rate
        if goes_into_debt:
            self._tokens -= 1.0
        if self._overdrawn_at is None:
            self._overdrawn_at = now
        return wait

    @property
    def overdrawn_seconds(self) -> float:
        """Seconds for which demand has exceeded the rate; only a pause that half fills the bucket ends it."""
        return 0.0 if self._overdrawn_at is None else self._now() - self._overdrawn_at


class Buckets:
    """A bucket for each of many names; the least recently used are evicted.

    Args:
        rate: The rate of each bucket.
        burst: The capacity of each bucket.
        now: A monotonic clock in seconds.
    """

    def __init__(self, rate: float, burst: float, now: Monotonic = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token from a name's bucket; return the seconds until one is available."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = Bucket(self._rate, self._burst, self._now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > 10_000:  # noqa: PLR2004 - some 3 MB
            self._buckets.popitem(last=False)
        return bucket.take(goes_into_debt=False)
