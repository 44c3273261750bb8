"""Whether polls still end: one that hangs fails nowhere, and silence must not count as health."""

import asyncio
import logging
import math
from collections.abc import Callable
from datetime import datetime

from rca_dashboard.background import DeadlineExceededError, FailureLog, every, run_forever
from rca_dashboard.clock import Clock, Monotonic
from rca_dashboard.sync.schedule import CronTrigger

log = logging.getLogger(__name__)

_INTERVALS = 3
_WATCH_SECONDS = 5.0


class Overdue:
    """Knows when a poll should have ended, and watches over it.

    Args:
        trigger: When polls are due.
        least_seconds: No poll is overdue sooner, however often they are due.
        wake: Called when polls are overdue, when they end again, and when a ticket changed.
        clock: Our time.
        monotonic: Seconds that only rise: a clock that is set makes no poll overdue.
    """

    def __init__(
        self,
        trigger: CronTrigger,
        *,
        least_seconds: float,
        wake: Callable[[], None],
        clock: Clock,
        monotonic: Monotonic,
    ) -> None:
        self._trigger = trigger
        self._least_seconds = least_seconds
        self._wake = wake
        self._clock = clock
        self._monotonic = monotonic
        self._since: datetime | None = None
        self._due_at = 0.0
        self._watching: asyncio.Task[None] | None = None
        self._watched: str | None = None

    @property
    def since(self) -> datetime | None:
        """When the last poll ended or got on, where the next ones are overdue; else None."""
        return self._since if self._monotonic() > self._due_at else None

    @property
    def sentence(self) -> str | None:
        """What is wrong, for a person, or None."""
        if self.since is None:
            return None
        return (
            f"No poll has ended since {self.since:%H:%M:%S} UTC, though {_INTERVALS} were due: the dashboard's "
            "database or its connection to ServiceNow hangs. See its log, and restart it if this stays."
        )

    def expect(self, *, wait_seconds: float = 0.0) -> None:
        """Note that a poll ended, and expect the next ones.

        Args:
            wait_seconds: How long polls will wait on purpose.
        """
        now = self._clock()
        due: datetime | None = now
        for _ in range(_INTERVALS):
            due = self._trigger.get_next_fire_time(due, due) if due else None
        seconds = (due - now).total_seconds() if due else math.inf
        self._since, self._due_at = now, self._monotonic() + wait_seconds + max(seconds, self._least_seconds)

    def note_progress(self, *, is_shown: bool = False) -> None:
        """Note that a long poll gets on, even if only over rows that are hidden or have not changed.

        Args:
            is_shown: Wake who shows it: a ticket changed.
        """
        if self._since is not None:
            self.expect()
        if is_shown:
            self._wake()

    def expect_nothing(self) -> None:
        """Note that polls are paused."""
        self._since = None

    def watch(self) -> None:
        """Look every few seconds. Needs a running event loop."""
        failures = FailureLog("Polling", log, monotonic=self._monotonic)
        looks = run_forever(self._look, failures, wait=every(_WATCH_SECONDS), retry_seconds=_WATCH_SECONDS)
        self._watching = asyncio.create_task(looks, name="watch over polls")

    def stop(self) -> None:
        """Expect nothing, and stop checking."""
        self.expect_nothing()
        if self._watching:
            self._watching.cancel()
            self._watching = None

    async def _look(self) -> None:
        sentence = self.sentence
        if sentence != self._watched:
            self._watched = sentence
            self._wake()
        if sentence:
            raise DeadlineExceededError(sentence)
