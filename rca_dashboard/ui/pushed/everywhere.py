"""What every browser shows on any page, each part in its own state so that an update re-renders no other."""

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.notifications.notice import Notice
from rca_dashboard.live.messages import ChangedRows, Probe, Pulse, Status
from rca_dashboard.live.running import running
from rca_dashboard.store.queries import NO_CHOICES, FilterChoices
from rca_dashboard.ui.pushed.sight import sight_of


class StatusState(rx.State):
    """The figures, polling, and the server's clock."""

    @rx.var(cache=False, initial_value=Status())
    def status(self) -> Status:
        """The shared status."""
        return sight_of(self).hub.status


class NoticeState(rx.State):
    """The notices of this run of the app, oldest first."""

    @rx.var(cache=False, initial_value=())
    def notices(self) -> tuple[Notice, ...]:
        """The shared notices."""
        return sight_of(self).hub.board.notices


class ChangedRowsState(rx.State):
    """The tickets of the last push, for paused pages."""

    @rx.var(cache=False, initial_value=ChangedRows())
    def changed(self) -> ChangedRows:
        """The shared rows of the last push."""
        return sight_of(self).hub.changed


class PulseState(rx.State):
    """The heartbeat of the room, which only the hub sends."""

    @rx.var(cache=False, initial_value=Pulse())
    def pulse(self) -> Pulse:
        """Empty except in heartbeats."""
        return Pulse()


class ChoicesState(rx.State):
    """Pairs of value and label for each filter, the same for all."""

    @rx.var(cache=False, initial_value=NO_CHOICES)
    def choices(self) -> FilterChoices:
        """The shared options."""
        return sight_of(self).hub.choices


class ProbeState(rx.State):
    """Asks some browsers to acknowledge when they show what was sent: the latency of the push."""

    @rx.var(cache=False, initial_value=Probe())
    def probe(self) -> Probe:
        """Empty except in pushes that are measured."""
        return Probe()

    @rx.event
    @allowed(Role.VIEWER)
    def acknowledge(self, number: int) -> None:
        """Acknowledge that the push with this probe is on the screen; counted once per browser, and only if asked."""
        running().live.usage.acknowledge(self.router.session.session_id, number)
