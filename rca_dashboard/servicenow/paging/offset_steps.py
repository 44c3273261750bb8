"""Steps of the offset over rows that access rules hide, up to the total, at a bounded rate.

A total is a claim: proxies rewrite it, a cache keeps an old one, and one of 10^15 made 876 requests in 6 s. So it ends
nothing while rows come, and is not stepped up to when it counts rows of a question that no row can match.
"""

from asyncio import sleep
from collections.abc import Awaitable, Callable

from rca_dashboard.servicenow.client import TablePage

# Steps taken without delay: as many pages of hidden rows in a row are common. Later ones wait longer and longer.
STEPS_AT_ONCE = 20
_FIRST_WAIT_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 2.0
# No record has it, whatever else a query says.
NO_ROW = "sys_id=-"

CountNothing = Callable[[], Awaitable[TablePage]]
"""Asks for ``NO_ROW``."""


class OffsetSteps:
    """Steps through the answers to one question.

    Attributes:
        offset: Where to ask now.
        total: What was counted at the first offset.

    Args:
        count_nothing: Asks a question that no row matches.
    """

    def __init__(self, count_nothing: CountNothing) -> None:
        self.offset = 0
        self.total = 0
        self._count_nothing = count_nothing
        self._steps = 0
        self._believes_total = True

    def has_moved(self, page: TablePage) -> bool:
        """Return whether a row has left the result and moved the rest up, so that some may be before the offset."""
        if not self.offset:
            self.total = page.total or 0
            return False
        return self._believes_total and page.total is not None and page.total < self.total

    def is_exhausted(self, page: TablePage, *, has_keys: bool) -> bool:
        """Return whether nothing can follow a page.

        A page that is full, or that holds more rows than are counted, is never the end. A short one is not either: the
        server may cap its pages. Full pages without a key, from which nothing can go on, end with the total.
        """
        rows = len(page.records)
        if page.total is None or not self._believes_total or page.total < self.offset + rows:
            return not rows or (self.offset > 0 and not has_keys and page.total is not None)
        if rows >= page.limit and has_keys:
            return False
        return self.offset + (rows or page.limit) >= page.total

    async def restart(self) -> None:
        """Step from the beginning again."""
        self.offset = 0
        await self._pause()

    async def step(self, page: TablePage) -> None:
        """Go on behind a page."""
        self.offset += page.limit
        await self._pause()

    async def _pause(self) -> None:
        self._steps += 1
        if self._steps == STEPS_AT_ONCE:
            self._believes_total = not (await self._count_nothing()).total
        if self._steps > STEPS_AT_ONCE:
            doublings = min(self._steps - STEPS_AT_ONCE - 1, 10)
            await sleep(min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2**doublings))
