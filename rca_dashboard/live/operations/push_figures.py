"""Usage and latency of the push: the last hour by minutes, in memory only, without any personal data."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rca_dashboard.clock import unix_seconds

MINUTES_KEPT = 60
# Ten browsers acknowledge a push, and at most three pushes a minute are measured; more is not from the app's pages.
MOST_MEASURED_A_MINUTE = 100
NOT_MEASURED = -1
# Buckets of the histogram in /metrics, in seconds: from instant, past what is promised (0.5), to broken.
BUCKET_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushTotals:
    """A snapshot of the push: current gauges, and counters since the app started.

    Attributes:
        browsers: Open sockets.
        views: Occupied rooms of lists; ``tickets`` and ``users`` count the other rooms.
        waiting: Sockets with a queue that is not empty.
        longest_queue: The longest queue in bytes.
        frames: Frames sent since the start; ``bytes`` is their size, without TLS and websocket headers.
        reads: Views read since the start; ``skipped`` counts reads saved because no change affected the view.
        connects: Connections since the start; ``reconnects`` of them from pages that were connected before.
        closed: Sockets closed since the start because they did not read.
    """

    browsers: int = 0
    views: int = 0
    tickets: int = 0
    users: int = 0
    waiting: int = 0
    longest_queue: int = 0
    frames: int = 0
    bytes: int = 0
    reads: int = 0
    skipped: int = 0
    connects: int = 0
    reconnects: int = 0
    closed: int = 0


_COUNTED = ("frames", "bytes", "reads", "skipped", "connects", "reconnects", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PushMinute:
    """One minute: the counts in it, the last number of browsers and rooms, and the longest queues.

    Attributes:
        at: When it started, ms since 1970.
        p50: Median latency from the change to the screen in ms; -1 if nothing was measured. ``p99`` likewise.
        measured: How many browsers have acknowledged.
        shown: All other figures, of this minute only.
    """

    at: int
    p50: int = NOT_MEASURED
    p99: int = NOT_MEASURED
    measured: int = 0
    shown: PushTotals = field(default_factory=PushTotals)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushView:
    """The last hour, oldest minute first, and its overall latency in ms."""

    minutes: tuple[PushMinute, ...] = ()
    p50: int = NOT_MEASURED
    p99: int = NOT_MEASURED
    measured: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latencies:
    """All latencies since the start as a Prometheus histogram: ``buckets`` has one more than ``BUCKET_SECONDS``."""

    buckets: tuple[int, ...]
    seconds: float


@dataclass(slots=True)
class _Minute:
    number: int
    before: PushTotals
    last: PushTotals
    waiting: int = 0
    longest_queue: int = 0
    latencies: list[int] = field(default_factory=list[int])


class PushFigures:
    """Keeps the figures of the last hour.

    Args:
        clock: Returns seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = unix_seconds) -> None:
        self._clock = clock
        self._minutes: deque[_Minute] = deque(maxlen=MINUTES_KEPT)
        self._buckets = [0] * (len(BUCKET_SECONDS) + 1)
        self._seconds = 0.0

    def look(self, totals: PushTotals) -> None:
        """Record the current totals."""
        minute = self._minute(totals)
        minute.last = totals
        minute.waiting = max(minute.waiting, totals.waiting)
        minute.longest_queue = max(minute.longest_queue, totals.longest_queue)

    def measure(self, seconds: float) -> None:
        """Record how long a change took to reach a screen."""
        seconds = max(0.0, seconds)
        self._buckets[bisect_left(BUCKET_SECONDS, seconds)] += 1
        self._seconds += seconds
        known = self._minutes[-1].last if self._minutes else PushTotals()
        latencies = self._minute(known).latencies
        if len(latencies) < MOST_MEASURED_A_MINUTE:
            latencies.append(round(seconds * 1000))

    def view(self) -> PushView:
        """Return the last hour."""
        together = [each for minute in self._minutes for each in minute.latencies]
        return PushView(
            minutes=tuple(_push_minute(minute) for minute in self._minutes),
            p50=percentile(together, 50),
            p99=percentile(together, 99),
            measured=len(together),
        )

    def latencies(self) -> Latencies:
        """Return all latencies measured since the start."""
        return Latencies(buckets=tuple(self._buckets), seconds=self._seconds)

    def _minute(self, totals: PushTotals) -> _Minute:
        number = int(self._clock() // 60)
        if not self._minutes or number > self._minutes[-1].number:
            before = self._minutes[-1].last if self._minutes else PushTotals()
            self._minutes.append(_Minute(number, before, totals))
        return self._minutes[-1]


def percentile(numbers: Sequence[int], percent: int) -> int:
    """Return the percentile by the nearest-rank method, or -1 for no numbers."""
    if not numbers:
        return NOT_MEASURED
    rank = -(-len(numbers) * percent // 100)
    return sorted(numbers)[max(0, rank - 1)]


def _push_minute(minute: _Minute) -> PushMinute:
    counted = {name: getattr(minute.last, name) - getattr(minute.before, name) for name in _COUNTED}
    return PushMinute(
        at=minute.number * 60_000,
        p50=percentile(minute.latencies, 50),
        p99=percentile(minute.latencies, 99),
        measured=len(minute.latencies),
        shown=replace(minute.last, **counted, waiting=minute.waiting, longest_queue=minute.longest_queue),
    )
