"""When the poller's turn comes: APScheduler, seen through the little of it that is used."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol, cast

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.triggers.cron import CronTrigger  # pyright: ignore[reportMissingTypeStubs]

# A poll that comes later than this was missed (the machine slept): it is skipped, the next one reads everything.
_MISSED_AFTER_SECONDS = 1


class _Job(Protocol):
    next_run_time: datetime | None

    def pause(self) -> object: ...
    def resume(self) -> object: ...


class _Scheduler(Protocol):
    def add_job(
        self,
        func: Callable[[], Awaitable[None]],
        trigger: CronTrigger,
        *,
        max_instances: int,
        coalesce: bool,
        misfire_grace_time: int,
    ) -> _Job: ...
    def start(self, *, paused: bool = False) -> None: ...
    def shutdown(self, *, wait: bool = True) -> None: ...


class Timetable:
    """Calls ``turn`` at the times of a cron, never twice at once. Needs a running event loop.

    Args:
        trigger: When.
        turn: What to call; it returns soon.
        late_seconds: A turn that comes later than this was missed, and is skipped.
    """

    def __init__(
        self, trigger: CronTrigger, turn: Callable[[], Awaitable[None]], *, late_seconds: int = _MISSED_AFTER_SECONDS
    ) -> None:
        # It would tell of every turn otherwise.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = cast("_Scheduler", AsyncIOScheduler(timezone=UTC))
        self._scheduler.start()
        self._job = self._scheduler.add_job(
            turn, trigger, max_instances=1, coalesce=True, misfire_grace_time=late_seconds
        )

    @property
    def next_at(self) -> datetime | None:
        """When the next turn comes; None while paused."""
        return self._job.next_run_time

    def pause(self) -> None:
        """Let turns pass."""
        self._job.pause()

    def resume(self) -> None:
        """Take turns again, from the next time of the cron on."""
        self._job.resume()

    def stop(self) -> None:
        """End for good."""
        self._scheduler.shutdown(wait=False)
