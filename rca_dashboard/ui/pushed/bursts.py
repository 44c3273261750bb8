"""The open bursts, the same for all."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.live.messages import BurstItem
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import dismiss_burst
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.pushed.sight import sight_of

_LONGEST_REASON = 500
_LARGEST_ID = 2**53


class BurstState(rx.State):
    """Shows the bursts that the hub holds."""

    @rx.var(cache=False, initial_value=())
    def bursts(self) -> tuple[BurstItem, ...]:
        """The shared bursts, the strongest first; none for limited readers, as they are of all tickets together."""
        return () if sight_of(self).is_limited else running().live.bursts.now

    @rx.event
    @allowed(Role.AGENT)
    async def dismiss(self, form: dict[str, str]) -> None:
        """Say that something is no burst, and why."""
        number, reason = str(form.get("burst", "")), str(form.get("reason", ""))[:_LONGEST_REASON]
        services = running()
        if services.insight is None or not number.isascii() or not number.isdigit() or int(number) > _LARGEST_ID:
            return
        identity = await current_identity(self)
        username = identity.username
        await asyncio.to_thread(
            dismiss_burst, services.database, int(number), username=username, reason=reason, at=utc_now()
        )
        services.insight.bursts_changed()
