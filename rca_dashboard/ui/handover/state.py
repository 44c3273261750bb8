"""The handover that the address asks for: the last hours, or since a time."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.handover import Handover
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import handover

ROUTE = "/handover"
USUAL_HOURS = 8
MOST_HOURS = 7 * 24


def since_of(query: Mapping[str, str], now: datetime) -> datetime:
    """Return the time that an address asks for, ``hours`` ago or ``since`` a time in ISO 8601; else eight hours ago."""
    hours, text = query.get("hours", ""), query.get("since", "")
    if hours.isascii() and hours.isdecimal() and 1 <= int(hours[:4]) <= MOST_HOURS:
        return now - timedelta(hours=int(hours[:4]))
    try:
        since = datetime.fromisoformat(text[:40])
        since = since.replace(tzinfo=UTC) if since.tzinfo is None else since.astimezone(UTC)
    except (ValueError, OverflowError):
        return now - timedelta(hours=USUAL_HOURS)
    return min(now, max(since, now - timedelta(hours=MOST_HOURS)))


class HandoverState(rx.State):
    """The handover on the screen; it stays as it was read until it is asked for again."""

    handover: rx.Field[Handover] = rx.field(default_factory=Handover)

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read the handover that the address asks for."""
        now = utc_now()
        since = since_of(self.router.url.query_parameters, now)
        self.handover = await asyncio.to_thread(handover, running().database, since, now)
