"""The week that the address asks for."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.week.page import WeekPage, markdown_page
from rca_dashboard.domain.week.sections import page_of
from rca_dashboard.domain.week.span import week_named, week_of
from rca_dashboard.live.running import running
from rca_dashboard.store.cases.week import week_findings

ROUTE = "/insight/week"


class WeekState(rx.State):
    """The week on the screen; it stays as it was read at ``read_at`` until it is asked for again."""

    week: rx.Field[WeekPage] = rx.field(default_factory=WeekPage)
    markdown: str = ""
    read_at: int = 0

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read the week that the address names; the current one if it names none."""
        now, services = utc_now(), running()
        span = week_named(self.router.url.query_parameters.get("week", "")[:8], now) or week_of(now, now)
        found = await asyncio.to_thread(
            week_findings, services.database, span, has_insight=services.insight is not None
        )
        self.week, self.read_at = page_of(found), int(now.timestamp())
        self.markdown = markdown_page(self.week)
