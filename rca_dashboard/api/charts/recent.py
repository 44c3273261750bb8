"""Charts of the last seconds: many readers of one chart cost one read of the database."""

import threading
import time
from collections.abc import Callable, Hashable

from rca_dashboard.clock import Monotonic
from rca_dashboard.domain.chart.chart import Chart

# A chart of a million tickets takes 0.4 s of a core; ten desks that look at it read it once in this time.
FRESH_SECONDS = 3.0
MOST_KEPT = 200


class _Entry:
    """A chart that is read by one thread while the others wait for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.read_at = float("-inf")
        self.chart: Chart | None = None


class RecentCharts:
    """Keeps charts for some seconds; its methods may be called from any thread.

    Args:
        monotonic: A monotonic clock in seconds.
    """

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._entries: dict[Hashable, _Entry] = {}

    def get(self, key: Hashable, read: Callable[[], Chart]) -> Chart:
        """Return a chart that is at most some seconds old, read by one of those who ask for it."""
        with self._lock:
            entry = self._entries.pop(key, None) or _Entry()
            self._entries[key] = entry  # the newest last
            while len(self._entries) > MOST_KEPT:
                del self._entries[next(iter(self._entries))]
        with entry.lock:
            if entry.chart is None or self._monotonic() - entry.read_at > FRESH_SECONDS:
                entry.chart = read()
                entry.read_at = self._monotonic()
            return entry.chart
