"""What every browser shows whatever its page, each in a state of its own so that one re-renders no other."""

import reflex as rx

from rca_dashboard.domain.notifications.notice import Notice
from rca_dashboard.live.messages import ChangedRows, Pulse, Status
from rca_dashboard.live.running import running


class StatusState(rx.State):
    """The figures, polling, and our clock."""

    @rx.var(cache=False, initial_value=Status())
    def status(self) -> Status:
        """The status that all share."""
        return running().live.hub.status


class NoticeState(rx.State):
    """The notices of this run, oldest first."""

    @rx.var(cache=False, initial_value=())
    def notices(self) -> tuple[Notice, ...]:
        """The board that all share."""
        return running().live.hub.board.notices


class ChangedRowsState(rx.State):
    """The tickets of the last push, for pages that are held back."""

    @rx.var(cache=False, initial_value=ChangedRows())
    def changed(self) -> ChangedRows:
        """The last changed rows that all share."""
        return running().live.hub.changed


class PulseState(rx.State):
    """The heartbeat of the room; the hub sends it, nothing here makes one."""

    @rx.var(cache=False, initial_value=Pulse())
    def pulse(self) -> Pulse:
        """Nothing between heartbeats."""
        return Pulse()
