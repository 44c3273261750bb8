"""Measures the push: a snapshot every few seconds, and now and then a push that a few browsers acknowledge.

Both ends of a measured push are timed by the server's clock: when the change was stored, and when the acknowledgement
arrived. The latency includes the database commit, the hub, the network, the browser's rendering and the way back. No
user is identified.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from rca_dashboard.background import FailureLog, every, run_forever
from rca_dashboard.clock import unix_seconds
from rca_dashboard.domain.tickets.change import Change, Origin
from rca_dashboard.live.messages import Probe
from rca_dashboard.live.operations.push_figures import PushFigures, PushTotals
from rca_dashboard.live.reflex_adapter.socket import Queues

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_BETWEEN_PROBES = 20.0
# A browser that has just connected may miss a push, and a page in a hidden tab does not acknowledge.
SECONDS_WITHOUT_ANSWER = 5.0
WANTED_ANSWERS = 10
MOST_ANSWERS = 4 * WANTED_ANSWERS
# A browser that acknowledges later was asleep, or sends what no page of the app does.
LONGEST_SECONDS = 60.0


class Traffic(Protocol):
    """The counters of the socket."""

    def counted(self) -> tuple[int, int, int]:
        """Return the frames and bytes sent, and the sockets closed for not reading."""
        ...

    def queues(self) -> Queues:
        """Return the open sockets and their queues."""
        ...

    def rooms(self) -> frozenset[str]:
        """Return the occupied rooms."""
        ...


class ProbePush(Protocol):
    """Sends to all browsers."""

    async def probe(self, probe: Probe) -> None:
        """Send a probe to all."""
        ...


class Usage:
    """Counts usage and measures latency. Call every method in the event loop.

    Args:
        traffic: The socket.
        reads: Returns how many views were read, and how many reads were skipped as no change affected the view.
        push: Sends probes.
        clock: Returns seconds since 1970.

    Attributes:
        worker: This process's name in the metrics: its host and number.
    """

    def __init__(
        self,
        traffic: Traffic,
        reads: Callable[[], tuple[int, int]],
        push: ProbePush,
        clock: Callable[[], float] = unix_seconds,
    ) -> None:
        self._traffic = traffic
        self._reads = reads
        self._push = push
        self._clock = clock
        self.figures = PushFigures(clock)
        self.worker = ""
        self._connects = 0
        self._reconnects = 0
        self._probe = Probe()
        self._changed_at = 0.0
        self._probed_at = 0.0
        self._answered: set[str] = set()

    def totals(self) -> PushTotals:
        """Return the current totals."""
        kinds = [room.partition(":")[0] for room in self._traffic.rooms()]
        queues = self._traffic.queues()
        frames, sent, closed = self._traffic.counted()
        reads, skipped = self._reads()
        return PushTotals(
            browsers=queues.sockets,
            views=kinds.count("view"),
            tickets=kinds.count("ticket"),
            users=kinds.count("user"),
            waiting=queues.waiting,
            longest_queue=queues.longest,
            frames=frames,
            bytes=sent,
            reads=reads,
            skipped=skipped,
            connects=self._connects,
            reconnects=self._reconnects,
            closed=closed,
        )

    def count_connect(self, *, again: bool) -> None:
        """Count a page that connects; ``again`` if it was connected before."""
        self._connects += 1
        self._reconnects += again

    async def measure_push(self, changes: Sequence[Change]) -> None:
        """Ask some browsers to acknowledge when they show the changes that are being pushed."""
        news = [change for change in changes if change.origin is not Origin.IMPORT]
        now, pause = self._clock(), SECONDS_BETWEEN_PROBES if self._answered else SECONDS_WITHOUT_ANSWER
        if not news or 0 <= now - self._probed_at < pause:
            return
        browsers = self._traffic.queues().sockets  # looks at each socket: only when it is time
        if not browsers:
            return
        # The oldest change: the time it waited for the others counts.
        self._changed_at, self._probed_at = news[0].at.timestamp(), now
        self._answered.clear()
        share = min(1.0, WANTED_ANSWERS / browsers)
        self._probe = Probe(id=self._probe.id + 1, share=share)
        await self._push.probe(self._probe)

    def acknowledge(self, sid: str, number: int) -> bool:
        """Record that a browser shows a push; return False if it was not asked, or has acknowledged before."""
        took = self._clock() - self._changed_at
        is_wanted = number == self._probe.id > 0 and took <= LONGEST_SECONDS
        if not is_wanted or sid in self._answered or len(self._answered) >= MOST_ANSWERS:
            return False
        self._answered.add(sid)
        self.figures.measure(took)
        return True

    async def run(self) -> None:
        """Take a snapshot every few seconds until cancelled; an unexpected error is logged once."""
        failures = FailureLog("Push metrics", logger)
        wait = every(SECONDS_BETWEEN_LOOKS)
        await run_forever(self._step, failures, wait=wait, retry_seconds=SECONDS_BETWEEN_LOOKS)

    async def _step(self) -> None:
        self.figures.look(self.totals())
