"""How the push is used and how fast it is: the last hour by minutes, in memory alone, and of nobody in particular."""

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

MINUTES_KEPT = 60
# Ten browsers answer for a push, and at most three pushes a minute are measured; more would be somebody's joke.
MOST_MEASURED_A_MINUTE = 100
NOT_MEASURED = -1
# Of the histogram in /metrics, s: what is felt as at once, what is promised (0.5), and what is broken.
BUCKET_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushTotals:
    """The push at one moment: how many there are now, and how many there were since the app started.

    Attributes:
        browsers: Open sockets.
        views: Lists that somebody looks at; ``tickets`` and ``users`` are the other rooms.
        waiting: Sockets for which something is queued.
        longest_queue: The longest queue in bytes.
        frames: Sent since the start; ``bytes`` were in them, before TLS and the websocket's own heads.
        reads: Views read since the start; ``skipped`` were not, as no change could touch them.
        connects: Connections since the start; ``reconnects`` of them by pages that were connected before.
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
    """One minute: what was counted in it, the last number of browsers and rooms, the longest queues.

    Attributes:
        at: When it began, ms since 1970.
        p50: Median from the change to the screen, ms; -1 where nothing was measured. ``p99`` in the same way.
        measured: How many browsers have answered.
        shown: The rest, of this minute alone.
    """

    at: int
    p50: int = NOT_MEASURED
    p99: int = NOT_MEASURED
    measured: int = 0
    shown: PushTotals = field(default_factory=PushTotals)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushView:
    """The last hour, its oldest minute first, and the latency of all of it in ms."""

    minutes: tuple[PushMinute, ...] = ()
    p50: int = NOT_MEASURED
    p99: int = NOT_MEASURED
    measured: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latencies:
    """All latencies since the start as Prometheus wants them: ``buckets`` has one more than ``BUCKET_SECONDS``."""

    buckets: tuple[int, ...]
    seconds: float


@dataclass(slots=True)
class _Minute:
    number: int
    before: PushTotals
    last: PushTotals
    waiting: int = 0
    longest_queue: int = 0
    latencies: list[int] = field(default_factory=list)


class PushFigures:
    """Keeps the last hour.

    Args:
        clock: Gives seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._minutes: deque[_Minute] = deque(maxlen=MINUTES_KEPT)
        self._buckets = [0] * (len(BUCKET_SECONDS) + 1)
        self._seconds = 0.0

    def look(self, totals: PushTotals) -> None:
        """Take the push as it is now."""
        minute = self._minute(totals)
        minute.last = totals
        minute.waiting = max(minute.waiting, totals.waiting)
        minute.longest_queue = max(minute.longest_queue, totals.longest_queue)

    def measure(self, seconds: float) -> None:
        """Take how long a change took to somebody's screen."""
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
            minutes=tuple(_told(minute) for minute in self._minutes),
            p50=percentile(together, 50),
            p99=percentile(together, 99),
            measured=len(together),
        )

    def latencies(self) -> Latencies:
        """Return all that was measured since the start."""
        return Latencies(buckets=tuple(self._buckets), seconds=self._seconds)

    def _minute(self, totals: PushTotals) -> _Minute:
        number = int(self._clock() // 60)
        if not self._minutes or number > self._minutes[-1].number:
            before = self._minutes[-1].last if self._minutes else PushTotals()
            self._minutes.append(_Minute(number, before, totals))
        return self._minutes[-1]


def percentile(numbers: Sequence[int], percent: int) -> int:
    """Return the least number that so many per cent do not exceed (nearest rank); -1 of none."""
    if not numbers:
        return NOT_MEASURED
    rank = -(-len(numbers) * percent // 100)
    return sorted(numbers)[max(0, rank - 1)]


def _told(minute: _Minute) -> PushMinute:
    counted = {name: getattr(minute.last, name) - getattr(minute.before, name) for name in _COUNTED}
    return PushMinute(
        at=minute.number * 60_000,
        p50=percentile(minute.latencies, 50),
        p99=percentile(minute.latencies, 99),
        measured=len(minute.latencies),
        shown=replace(minute.last, **counted, waiting=minute.waiting, longest_queue=minute.longest_queue),
    )
