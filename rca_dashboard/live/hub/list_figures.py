"""The figures above the lists: read once for each filter that is open anywhere, and pushed to its rooms."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Protocol

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.live.shared_reads import SharedReads

logger = logging.getLogger(__name__)

# One filter takes 5 to 40 ms with 100,000 tickets: at most a twentieth of the time is spent on them.
SHARE = 20
SHORTEST_SECONDS = 2.0
# What moves with the clock alone: the day before, the oldest ticket's age.
LONGEST_SECONDS = 60.0
RETRY_SECONDS = 1.0

NO_FIGURES = ListFigures()


class FiguresPush(Protocol):
    """Sends figures to rooms."""

    def occupied_views(self) -> frozenset[str]:
        """Return the keys of the views whose rooms are occupied."""
        ...

    async def figures(self, view_key: str, figures: ListFigures) -> None:
        """Send its filter's figures to a view's room."""
        ...


def filter_key(view_key: str) -> str:
    """Return the key of a view's filter: that of its first page in the default order."""
    return View(filter=View.from_key(view_key).filter).key


class FiguresOfLists:
    """Keeps the figures of the filters that browsers show. Every method runs in the worker's event loop.

    Args:
        read: Reads the figures of a filter.
        push: Sends them.
    """

    def __init__(self, read: Callable[[TicketFilter], Awaitable[ListFigures]], push: FiguresPush) -> None:
        self._read = read
        self._push = push
        self._figures: dict[str, ListFigures] = {}
        self._filters: dict[str, str] = {}
        self._reads = SharedReads(self._read_once)
        self._woken = asyncio.Event()
        self._may_be_read_at = 0.0

    def of(self, view_key: str) -> ListFigures:
        """Return the figures of a view's filter as last read, or ``NO_FIGURES``."""
        return self._figures.get(self._filters.get(view_key, ""), NO_FIGURES)

    async def open(self, view_key: str) -> None:
        """Read the figures of a view that opens, unless they are kept already."""
        key = self._filters.setdefault(view_key, filter_key(view_key))
        if key not in self._figures:
            await self._reads.read(key)

    def wake(self) -> None:
        """Request that the figures are read again, because tickets have changed."""
        self._woken.set()

    async def run(self) -> None:
        """Keep the figures up to date until cancelled."""
        failures = FailureLog("Figures of the lists", logger)
        await run_forever(self.step, failures, wait=self._until_due, retry_seconds=RETRY_SECONDS)

    async def step(self) -> None:
        """Read the figures of all open filters, and send to each room those that differ."""
        began = time.monotonic()
        self._woken.clear()
        occupied = self._push.occupied_views()
        self._forget_all_but(occupied)
        failure: Exception | None = None
        for key in {self._filters.setdefault(view, filter_key(view)) for view in occupied}:
            try:
                await self._read_and_push(key)
            except Exception as error:  # noqa: BLE001 - raised when those of the other filters have been read
                failure = error
        took = time.monotonic() - began
        self._may_be_read_at = time.monotonic() + max(SHORTEST_SECONDS, took * SHARE)
        if failure is not None:
            raise failure

    async def _read_and_push(self, key: str) -> None:
        before = self._figures.get(key)
        await self._reads.read_fresh(key)
        figures = self._figures[key]
        if figures != before:
            for view in [view for view in self._push.occupied_views() if self._filters.get(view) == key]:
                await self._push.figures(view, figures)

    async def _until_due(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), LONGEST_SECONDS)
        except TimeoutError:
            return
        await asyncio.sleep(max(0.0, self._may_be_read_at - time.monotonic()))

    async def _read_once(self, key: str) -> None:
        figures = await self._read(View.from_key(key).filter)
        self._figures[key] = replace(figures, view=key)

    def _forget_all_but(self, occupied: Collection[str]) -> None:
        self._filters = {view: key for view, key in self._filters.items() if view in occupied}
        kept = set(self._filters.values())
        self._figures = {key: figures for key, figures in self._figures.items() if key in kept}
