"""One entry in each user's list for one outage, however often it fails and recovers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.notifications.polling_news import Outage, polling_notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.store.personal.notification_log import Outgoing


class OutageEntries:
    """Remembers the last outage and its entries, in memory only: an outage is not continued after a restart."""

    def __init__(self) -> None:
        self._outage: Outage | None = None
        self._ids: dict[str, int] = {}

    def notification(self, before: str, after: str, error: str, at: datetime) -> Notification | None:
        """Return the notification of an outage that starts, ends or starts again; None if nothing has turned."""
        if before != PollerHealth.FAILING and after == PollerHealth.FAILING:
            outage = self._outage.failed_at(at) if self._outage else Outage(at)
            if outage.failures == 1:
                self._ids = {}
            self._outage = outage
        notification = polling_notification(before, after, error, at, self._outage)
        if before == PollerHealth.FAILING and after == PollerHealth.OK and self._outage:
            self._outage = replace(self._outage, ended=at)
        return notification

    def outgoing_for(self, username: str, notification: Notification) -> Outgoing:
        """Return a notification for a user, which replaces the outage's entry if there is one."""
        replaces = self._ids.get(username, 0) if notification.event is NoticeEvent.POLLING else 0
        return Outgoing(username, notification, replaces)

    def remember(self, outgoing: Sequence[Outgoing], ids: Sequence[int]) -> None:
        """Record the ids of the stored notifications."""
        for each, number in zip(outgoing, ids, strict=True):
            if each.notification.event is NoticeEvent.POLLING:
                self._ids[each.username] = number

    def forget(self) -> None:
        """Forget everything: nothing was stored, or another worker has written meanwhile."""
        self._outage, self._ids = None, {}
