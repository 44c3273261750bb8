"""The Pareto of clusters, read when the page opens and when its order is chosen."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.insight.pareto import Bar, Pareto
from rca_dashboard.live.running import running

ORDERS = (("count", "Tickets"), ("hours_open", "Hours open"), ("reassignments", "Reassignments"))
MOST_ROWS = 50


@dataclass(frozen=True)
class ClusterRow:
    """A bar of the Pareto.

    Attributes:
        width: Its length in percent of the longest.
        work: The hours that people worked on its tickets, by the minutes a ticket; 0 if no one says.
    """

    id: str
    label: str
    summary: str
    count: int
    hours_open: int
    reassignments: int
    share: float
    width: str
    href: str
    work: int


class InsightState(rx.State):
    """The page's clusters in one browser."""

    rows: rx.Field[list[ClusterRow]] = rx.field(default_factory=list)
    order: str = "count"
    sentence: str = ""
    searched: str = ""
    is_loaded: bool = False
    is_off: bool = False
    has_work: bool = False

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read the clusters."""
        services = running()
        self.is_off = services.insight is None
        if services.insight:
            minutes = services.insight.minutes_a_ticket
            self.has_work = minutes > 0
            self._show(await asyncio.to_thread(services.insight.pareto), minutes)
        self.is_loaded = True

    @rx.event
    @allowed(Role.VIEWER)
    async def sort_by(self, order: str) -> None:
        """Order the bars."""
        if order in dict(ORDERS):
            self.order = order
            await self.load()

    def _show(self, found: Pareto, minutes: int) -> None:
        bars = sorted(found.clusters, key=lambda bar: -getattr(bar, self.order))[:MOST_ROWS]
        shown = [*bars, found.unclustered]
        longest = max((getattr(bar, self.order) for bar in shown), default=0) or 1
        self.rows = [row_of(bar, 100 * getattr(bar, self.order) / longest, minutes) for bar in shown]
        self.sentence = found.sentence()
        since = f" opened since {datetime.fromtimestamp(found.since, UTC):%Y-%m-%d}" if found.since else ""
        more = len(found.clusters) - len(bars)
        self.searched = f"{found.tickets:,} tickets{since}" + (
            f"; {more} smaller clusters are not shown" if more else ""
        )


def row_of(bar: Bar, width: float, minutes: int) -> ClusterRow:
    """Return a bar as the page shows it."""
    number = "none" if bar.id is None else str(bar.id)
    return ClusterRow(
        id=number,
        label=bar.label,
        summary=bar.summary,
        count=bar.count,
        hours_open=round(bar.hours_open),
        reassignments=bar.reassignments,
        share=round(100 * bar.share, 1),
        width=f"{width:.1f}%",
        href=f"/?cluster={number}",
        work=round(bar.count * minutes / 60),
    )
