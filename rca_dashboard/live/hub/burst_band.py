"""The open bursts, shown to everyone: read once when they change, and pushed once for all."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from math import exp
from typing import Protocol

from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.notifications.burst_news import burst_notification
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.messages import BurstItem
from rca_dashboard.store.insight.bursts import StoredBurst

# Of the open bursts; the band shows some of them, and rows say of which of them they are part.
MOST_SENT = 10
# Of one burst, the newest: 100 of 36 bytes for every browser.
MOST_TICKETS = 100
_HOURS_A_WEEK = 168


class BurstPush(Protocol):
    """Sends the bursts to all browsers."""

    async def bursts(self, bursts: tuple[BurstItem, ...]) -> None:
        """Send the open bursts to all."""
        ...


class BurstBand:
    """Keeps the open bursts as the band shows them.

    Args:
        push: Sends them.
        on_new: Called with each burst that is shown for the first time at its level, but for those to watch.
    """

    def __init__(self, push: BurstPush, on_new: Callable[[StoredBurst], None] = lambda _: None) -> None:
        self._push = push
        self._on_new = on_new
        self._levels: dict[int, int] | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self.now: tuple[BurstItem, ...] = ()

    def show(self, bursts: Sequence[StoredBurst]) -> None:
        """Show these bursts, the strongest first. Call it on the event loop."""
        # Those that were open before the app started were announced then.
        before = {each.id: each.level for each in bursts} if self._levels is None else self._levels
        for each in bursts:
            if each.level >= Level.BURST and each.level > before.get(each.id, 0):
                self._on_new(each)
        self._levels = {each.id: each.level for each in bursts}
        before_now, self.now = self.now, tuple(item_of(each) for each in bursts[:MOST_SENT])
        if self.now == before_now:
            return
        task = asyncio.get_running_loop().create_task(self._push.bursts(self.now))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


def item_of(burst: StoredBurst) -> BurstItem:
    """Return a burst as the band shows it."""
    return BurstItem(
        id=burst.id,
        level=Level(burst.level).name.lower(),
        count=len(burst.sys_ids),
        text=f"{len(burst.sys_ids)} about \u201c{burst.label}\u201d",
        usual=f"{burst.expected:.1f} usual at this hour; by chance {how_seldom(burst.log_chance)}",
        since=to_milliseconds(burst.since),
        query=f"burst={burst.id}",
        tickets=burst.sys_ids[-MOST_TICKETS:],
    )


def news_of(burst: StoredBurst, at: datetime) -> Notification:
    """Return the notification of a burst."""
    item = item_of(burst)
    return burst_notification(
        title=item.text,
        usual=item.usual,
        query=item.query,
        count=item.count,
        is_major=burst.level >= Level.MAJOR,
        at=at,
    )


def how_seldom(log_chance: float) -> str:
    """Return how often chance brings as many, for people: a week has 168 hours in which it could."""
    weeks = 1 / (max(exp(log_chance), 1e-12) * _HOURS_A_WEEK)
    if weeks >= 10_000:  # noqa: PLR2004 - two hundred years
        return "less than once in 10,000 weeks"
    return f"once in {max(1, round(weeks)):,} weeks"
