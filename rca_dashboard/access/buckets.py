"""Token buckets: so many a second, and so many at once after a rest."""

import time
from collections import OrderedDict

from rca_dashboard.clock import Monotonic


class Bucket:
    """One bucket, full at first.

    Args:
        rate: Tokens that come back each second; 0 is no limit.
        burst: How many it holds.
        now: Seconds of a clock that never goes back.
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
            goes_into_debt: Take it even if there is none, for whoever waits; else it is not taken.

        Returns:
            Seconds until there is one; 0.0 if there is one now.
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
        """For how long more was asked for than comes back; only a rest that fills it by half ends that."""
        return 0.0 if self._overdrawn_at is None else self._now() - self._overdrawn_at


class Buckets:
    """A bucket for each of many, the ones not used for longest forgotten.

    Args:
        rate: Of each.
        burst: Of each.
        now: Seconds of a clock that never goes back.
    """

    def __init__(self, rate: float, burst: float, now: Monotonic = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token of somebody's bucket; give the seconds until there is one."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = Bucket(self._rate, self._burst, self._now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > 10_000:  # noqa: PLR2004 - some 3 MB
            self._buckets.popitem(last=False)
        return bucket.take(goes_into_debt=False)
