"""Cron schedules: cronsim parses them as in crontab(5), APScheduler runs them."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, cast

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.triggers.base import BaseTrigger  # pyright: ignore[reportMissingTypeStubs]
from cronsim import CronSim, CronSimError

from rca_dashboard.background import FailureLog, every, run_forever
from rca_dashboard.clock import Clock, utc_now

log = logging.getLogger(__name__)

_ALLOWED = (
    "must be a cron expression in UTC with five fields, or six with seconds first, such as */1 * * * * (every minute) "
    "or 0 9 * * 1 (Mondays at nine)"
)
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEKDAY_NAME = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
# A later run counts as missed (the machine slept) and is skipped: the next one reads everything.
_MISSED_AFTER_SECONDS = 1
# No call is made later than this: after a week asleep, the 302,400 times of a cron of two seconds are not counted.
_LONGEST_LATENESS = timedelta(hours=1)
# APScheduler waits for a time of the wall clock. When that is set back by an hour, it is noticed after this.
LONGEST_WAIT_SECONDS = 30.0


class CronTrigger(BaseTrigger):
    """The times of a cron expression in UTC, for APScheduler.

    Args:
        text: Five fields (minute, hour, day, month, weekday), or six with seconds first. Weekday 0 and 7 are Sunday.

    Raises:
        ValueError: If the text is not a cron expression, or never fires (30 February); the message says what is
            allowed.
    """

    def __init__(self, text: str) -> None:
        *others, weekday = text.split() or [""]
        # cronsim runs a range of one value with a step on to the field's end.
        self._cron = re.sub(r"\b(\d+)-\1/\d+", r"\1", " ".join((*others, _weekdays(weekday))))
        try:
            first = self.get_next_fire_time(None, utc_now())
        except (CronSimError, ValueError):
            raise ValueError(_ALLOWED) from None
        if first is None:
            raise ValueError(f"this time never occurs; {_ALLOWED}")

    def get_next_fire_time(  # pyright: ignore[reportIncompatibleMethodOverride] - APScheduler has no annotations
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """Return the next time after ``previous_fire_time``; without one, or after a clock that was set back, from now.

        A missed time is returned as well, if it is not too long ago to be made up for.
        """
        after = now - timedelta(microseconds=1)
        if previous_fire_time is not None and previous_fire_time <= now:
            after = max(previous_fire_time, now - _LONGEST_LATENESS)
        return next(CronSim(self._cron, after), None)

    def interval_seconds(self, now: datetime) -> float:
        """Return the seconds between the next two times; infinity if there are no two."""
        first = self.get_next_fire_time(None, now)
        second = next(CronSim(self._cron, first), None) if first else None
        return (second - first).total_seconds() if first and second else float("inf")


def _weekdays(text: str) -> str:
    """Return weekdays with Sunday as cronsim expects it: 0 at the start of a range, 7 at its end."""
    text = _WEEKDAY_NAME.sub(lambda name: str(_WEEKDAYS.index(name[0].lower())), text)
    text = re.sub(r"(?<!0)-0(?=[,/]|$)", "-7", text)
    return re.sub(r"(^|,)([0-6])/", r"\1\2-6/", text)  # a start and a step run on to Saturday


class _Job(Protocol):
    next_run_time: datetime | None

    def modify(self, *, next_run_time: datetime | None) -> object: ...
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
    def wakeup(self) -> None: ...
    def shutdown(self, *, wait: bool = True) -> None: ...


class Timetable:
    """Calls ``turn`` at the times of a cron, never twice at once. Needs a running event loop.

    Args:
        trigger: The schedule.
        turn: What to call; it must return quickly.
        late_seconds: A run that comes later than this counts as missed, and is skipped; an hour at most.
        clock: The local time.
    """

    def __init__(
        self,
        trigger: CronTrigger,
        turn: Callable[[], Awaitable[None]],
        *,
        late_seconds: int = _MISSED_AFTER_SECONDS,
        clock: Clock = utc_now,
    ) -> None:
        # It would log every run otherwise.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._trigger = trigger
        self._clock = clock
        self._scheduler = cast("_Scheduler", AsyncIOScheduler(timezone=UTC))
        self._scheduler.start()
        self._job = self._scheduler.add_job(
            turn, trigger, max_instances=1, coalesce=True, misfire_grace_time=late_seconds
        )
        following = run_forever(
            self._follow_clock,
            FailureLog("Scheduling", log),
            wait=every(LONGEST_WAIT_SECONDS),
            retry_seconds=LONGEST_WAIT_SECONDS,
        )
        self._following = asyncio.create_task(following, name="follow the wall clock")

    @property
    def next_at(self) -> datetime | None:
        """When the next run is due; None while paused."""
        return self._job.next_run_time

    def pause(self) -> None:
        """Skip runs until ``resume``."""
        self._job.pause()

    def resume(self) -> None:
        """Run again, starting with the next time of the cron."""
        self._job.resume()

    def stop(self) -> None:
        """Stop for good."""
        self._following.cancel()
        self._scheduler.shutdown(wait=False)

    async def _follow_clock(self) -> None:
        """Compute the next run and the wait for it again: the wall clock may have been set, either way."""
        due, planned = self._trigger.get_next_fire_time(None, self._clock()), self.next_at
        if due is not None and planned is not None and due < planned:
            self._job.modify(next_run_time=due)
        self._scheduler.wakeup()
