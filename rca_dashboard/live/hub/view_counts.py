"""How many tickets each named view has: counted once for all browsers, and only where a change can matter."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Collection, Sequence

from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.view import View
from rca_dashboard.domain.views.view_impact import can_change_members
from rca_dashboard.live.hub.ports import Reader

# Twenty counts take 5 ms with a million tickets: at most a tenth of the time is spent on them.
SHARE = 10
SHORTEST_SECONDS = 0.5
# Beyond these it is cheaper to count again than to look at each change.
MOST_WEIGHED = 300
# The pages of the next change wait for one read.
MOST_AT_ONCE = 40
NOT_COUNTED = -1

OnCounted = Callable[[frozenset[str]], Awaitable[None]]


async def _ignore(changed: frozenset[str]) -> None:
    """Ignore the counts."""


class ViewCounts:
    """Keeps the counts of views. Every method runs in the worker's event loop.

    Args:
        reader: Counts.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._counts: dict[str, int] = {}
        self._views: dict[str, View] = {}
        self._old: set[str] = set()
        self._may_be_read_at = 0.0
        self._wanted: Callable[[], Collection[str]] = tuple
        self._on_counted: OnCounted = _ignore
        self._turn = asyncio.Lock()

    def serve(self, wanted: Callable[[], Collection[str]], push: OnCounted) -> None:
        """Keep the counts of these views.

        Args:
            wanted: Returns the keys of the views whose counts are needed.
            push: Called with the keys of the views whose counts have changed.
        """
        self._wanted, self._on_counted = wanted, push

    @property
    def due_at(self) -> float:
        """Monotonic time of the next count; infinity while no change can have altered one."""
        return self._may_be_read_at if self._old else math.inf

    def count(self, key: str) -> int:
        """Return a view's count as last read, or ``NOT_COUNTED``."""
        return self._counts.get(key, NOT_COUNTED)

    async def open(self, keys: Collection[str]) -> None:
        """Count the views that were never counted, for a page that loads."""
        if all(self.count(key) >= 0 for key in keys):
            return
        async with self._turn:
            missing = {key for key in keys if self.count(key) < 0}
            for key in missing:
                self._views.setdefault(key, View.from_key(key))
                self._counts.setdefault(key, NOT_COUNTED)
            if missing:
                self._keep(await self._read(missing))

    def follow(self, changes: Sequence[Change]) -> None:
        """Mark the counts that these changes can alter."""
        for key in self._counts.keys() - self._old:
            wanted = self._views[key].filter
            if len(changes) > MOST_WEIGHED or any(can_change_members(wanted, change) for change in changes):
                self._old.add(key)

    async def read_if_due(self) -> None:
        """Count again what is old, if that is due, and push what differs.

        Raises:
            DatabaseUnavailableError: If it cannot be counted; it is then due immediately.
        """
        began = time.monotonic()
        if began < self.due_at:
            return
        async with self._turn:
            some = set(sorted(self._old & self._counts.keys())[:MOST_AT_ONCE])
            self._old -= some  # a change during the read makes them old again
            self._old &= self._counts.keys()
            try:
                changed = self._keep(await self._read(some))
            except BaseException:
                self._old |= some
                raise
        took = time.monotonic() - began
        self._may_be_read_at = time.monotonic() + max(SHORTEST_SECONDS, took * SHARE)
        if changed:
            await self._on_counted(changed)

    def beat(self) -> None:
        """Forget the views that no one is offered any more, and count again those that change with the clock."""
        for key in self._counts.keys() - set(self._wanted()):
            del self._counts[key], self._views[key]
            self._old.discard(key)
        self._old |= {key for key, view in self._views.items() if _moves_by_itself(view)}

    async def _read(self, keys: Collection[str]) -> dict[str, int]:
        return await self._reader.view_counts([self._views[key] for key in sorted(keys)])

    def _keep(self, counts: dict[str, int]) -> frozenset[str]:
        changed = frozenset(key for key, count in counts.items() if count != self.count(key))
        self._counts.update(counts)
        return changed


def _moves_by_itself(view: View) -> bool:
    return bool(view.filter.since_looked) or view.filter.moves
