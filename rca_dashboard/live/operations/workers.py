"""The workers that run: this one reports its figures every few seconds, and knows what the others have reported."""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from rca_dashboard import __version__
from rca_dashboard.background import FailureLog, every, run_forever
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.operations.shedding import Shedding
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.workers.rows import WorkerRow, forget_worker, report_worker

logger = logging.getLogger(__name__)

REPORT_SECONDS = 5.0
DRAINING = "draining"
# Of users with one tab nothing is reported, and of a large desk the users with the most tabs.
_MOST_USERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """A worker as the operations page shows it; times are ms.

    Attributes:
        lag: How long ago it has last followed the feed.
    """

    id: str
    version: str
    role: str
    browsers: int
    lag: int
    started_at: int
    seen_at: int


@dataclass(frozen=True, slots=True)
class WorkerFigures:
    """What a worker measures of itself.

    Attributes:
        leads: Returns whether it leads.
        browsers: Returns how many sockets are open.
        seconds_silent: Returns how long ago the feed was last followed.
        sockets: Returns how many sockets each user has open here.
        count_elsewhere: Takes how many sockets each user has open in the other workers.
        shed: Sends this many browsers to other workers.
    """

    leads: Callable[[], bool]
    browsers: Callable[[], int]
    seconds_silent: Callable[[], float]
    sockets: Callable[[], Mapping[str, int]]
    count_elsewhere: Callable[[Mapping[str, int]], None]
    shed: Callable[[int], None]


class Workers:
    """Reports this worker, and holds the last reports of all. All methods must be called on the event loop.

    Args:
        database: Holds the reports.
        figures: Measures this worker.
    """

    def __init__(self, database: Database, figures: WorkerFigures) -> None:
        self.id = ""
        self.is_draining = False
        self._database = database
        self._figures = figures
        self._views: tuple[WorkerView, ...] = ()
        self._shedding = Shedding()

    def shown(self) -> tuple[WorkerView, ...]:
        """Return all workers, the longest-running first; empty before the first report."""
        return self._views

    async def run(self, worker_id: str) -> None:
        """Report every few seconds until cancelled.

        Args:
            worker_id: Names this process among all workers of the database.
        """
        self.id = worker_id
        failures = FailureLog("The report of this worker", logger)
        try:
            with suppress(DatabaseUnavailableError):
                await self.report()
            await run_forever(self.report, failures, wait=every(REPORT_SECONDS), retry_seconds=REPORT_SECONDS)
        finally:
            with suppress(DatabaseUnavailableError):
                await asyncio.to_thread(forget_worker, self._database, worker_id)

    async def report(self) -> None:
        """Report this worker, and read what the others have reported."""
        text = json.dumps(self._own())
        rows = await asyncio.to_thread(report_worker, self._database, self.id, __version__, text)
        told = {row.id: cast("dict[str, Any]", json.loads(row.figures)) for row in rows}
        self._views = tuple(_view(row, told[row.id]) for row in rows)
        elsewhere: dict[str, int] = {}
        for worker_id, figures in told.items():
            if worker_id != self.id:
                for username, count in figures.get("users", {}).items():
                    elsewhere[username] = elsewhere.get(username, 0) + count
        self._figures.count_elsewhere(elsewhere)
        self._shed()

    def _shed(self) -> None:
        others = [each.browsers for each in self._views if each.id != self.id and each.role != DRAINING]
        if not self.is_draining and (count := self._shedding.count(self._figures.browsers(), others)):
            logger.info("This worker has far more browsers than the others: %d are sent elsewhere.", count)
            self._figures.shed(count)

    def _own(self) -> dict[str, object]:
        figures = self._figures
        several = {owner: count for owner, count in figures.sockets().items() if count > 1}
        most = sorted(several, key=lambda owner: several[owner], reverse=True)[:_MOST_USERS]
        return {
            "pid": os.getpid(),
            "role": DRAINING if self.is_draining else "leader" if figures.leads() else "follower",
            "browsers": figures.browsers(),
            "lag": round(figures.seconds_silent() * 1000),
            # Pages that are sent away come back elsewhere, and must not be counted twice.
            "users": {} if self.is_draining else {owner: several[owner] for owner in most},
        }


def _view(row: WorkerRow, figures: dict[str, Any]) -> WorkerView:
    return WorkerView(
        id=row.id,
        version=row.version,
        role=str(figures.get("role", "")),
        browsers=int(figures.get("browsers", 0)),
        lag=int(figures.get("lag", 0)),
        started_at=to_milliseconds(row.started_at),
        seen_at=to_milliseconds(row.seen_at),
    )
