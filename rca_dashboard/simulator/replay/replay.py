"""Replay the log of a real desk at any speed: as activity, and as the clock of its instance."""

import math
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from rca_dashboard.simulator.clock import from_text
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.replay.logged_incident import REFERENCES, named, version_of
from rca_dashboard.simulator.replay.update_log import UpdateLog

_TOGETHER = 200  # lines that are played at once; other requests may come in between
_OVER = 3_600.0


class Replay:
    """Replays a log into an instance whose clock it is.

    At the speed ``inf`` the clock moves from line to line. After the last one it runs in real time.
    """

    def __init__(self, log: UpdateLog, *, speed: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Prepare a log.

        Args:
            log: The log; at least one line.
            speed: How many seconds of the log pass per second; ``inf`` is as fast as possible.
            monotonic: A monotonic clock, in seconds.

        Raises:
            ValueError: If the speed is not above 0.
        """
        if not speed > 0:
            message = f"{speed:g} is not a valid replay speed: use one above 0, or inf."
            raise ValueError(message)
        self._log = log
        self._speed = speed
        self._monotonic = monotonic
        self._place = 0
        self._mark = from_text(log.lines[0][0])
        self._marked: float | None = None
        self._instance: Instance | None = None

    @property
    def is_over(self) -> bool:
        """Whether every line was played."""
        return self._place == len(self._log.lines)

    def clock(self) -> datetime:
        """Return the time in the log; it stands still until ``seconds_until_next`` is first called."""
        if self._marked is None or (math.isinf(self._speed) and not self.is_over):
            return self._mark
        passed = self._monotonic() - self._marked
        return self._mark + timedelta(seconds=passed if self.is_over else passed * self._speed)

    def play_to(self, instance: Instance) -> None:
        """Set the instance that gets what is played."""
        instance.load("incident", [], REFERENCES)
        self._instance = instance

    def seconds_until_next(self) -> float:
        """Return the seconds until the next line is due."""
        if self._marked is None:
            self._marked = self._monotonic()
        if self.is_over:
            return _OVER
        wait = from_text(self._log.lines[self._place][0]) - self.clock()
        return 0.0 if math.isinf(self._speed) else max(0.0, wait.total_seconds() / self._speed)

    def advance(self) -> None:
        """Play what is due, at most 200 lines."""
        if self._instance is None:
            return
        now = None if math.isinf(self._speed) else self.clock()
        with self._instance.locked():
            for at, line in self._log.lines[self._place : self._place + _TOGETHER]:
                if now is not None and from_text(at) > now:
                    break
                self._play(self._instance, dict(zip(self._log.columns, line, strict=True)))
                self._advance(at)

    def _advance(self, at: str) -> None:
        is_fast = math.isinf(self._speed)
        now = from_text(at) if is_fast else self.clock()
        self._place += 1
        if is_fast or self.is_over:
            self._mark, self._marked = now, self._monotonic()

    def _play(self, instance: Instance, line: Mapping[str, str]) -> None:
        record = version_of(line)
        for field, table in REFERENCES.items():
            if field in record and record[field] not in instance.table(table).records:
                instance.take_over(table, named(table, line[field], at=record["sys_updated_on"]))
        instance.take_over("incident", record)
