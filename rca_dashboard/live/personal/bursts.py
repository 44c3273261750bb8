"""Bursts: which notifications a user gets one by one, and which are combined because more came just before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rca_dashboard.domain.notifications.news import News, Recipient
from rca_dashboard.domain.notifications.wording import MOST_SINGLE, single, together
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.store.personal.notification_log import Outgoing

# A poll's pages come as several commits; what arrives within 5 s is one burst, as on the notice board.
TOGETHER = timedelta(seconds=5)
# Notifications are stored in this order.
_KINDS = (
    NoticeEvent.UPDATED_TICKET,
    NoticeEvent.NEW_TICKET,
    NoticeEvent.WATCHED_TICKET,
    NoticeEvent.SLA_DUE,
    NoticeEvent.SLA_BREACHED,
    NoticeEvent.RECURRENCE,
)
_Key = tuple[str, NoticeEvent]


@dataclass(slots=True)
class _Window:
    """Recent notifications of one kind to one user: some one by one, and a burst that still grows (``id`` 0: none)."""

    began: datetime
    singles: int = 0
    id: int = 0
    news: dict[str, News] = field(default_factory=dict[str, News])


class Bursts:
    """Remembers the last seconds for each user, in memory only: bursts are not continued after a restart."""

    def __init__(self) -> None:
        self._windows: dict[_Key, _Window] = {}

    def outgoing_for(self, recipient: Recipient, news: Sequence[News], at: datetime) -> list[Outgoing]:
        """Turn a user's news into notifications; call ``remember`` when they are stored."""
        outgoing: list[Outgoing] = []
        for event in _KINDS:
            some = [each for each in news if each.event is event]
            if some:
                outgoing += self._of_one_kind(recipient, event, some, at)
        return outgoing

    def remember(self, outgoing: Sequence[Outgoing], ids: Sequence[int], at: datetime) -> None:
        """Record the ids of the stored notifications, and drop expired windows."""
        for each, number in zip(outgoing, ids, strict=True):
            window = self._windows.get((each.username, each.notification.event))
            if window is not None and each.notification.count > 1:
                window.id = number
        self._windows = {key: window for key, window in self._windows.items() if at - window.began <= TOGETHER}

    def forget(self) -> None:
        """Forget everything: another worker has written meanwhile, or nothing was stored."""
        self._windows.clear()

    def _of_one_kind(
        self, recipient: Recipient, event: NoticeEvent, news: Sequence[News], at: datetime
    ) -> list[Outgoing]:
        window = self._windows.get((recipient.username, event))
        if window is None or at - window.began > TOGETHER:
            window = self._windows[recipient.username, event] = _Window(at)
        if not window.news and window.singles + len(news) <= MOST_SINGLE:
            window.singles += len(news)
            return [Outgoing(recipient.username, single(each, at)) for each in news]
        window.news |= {each.ticket_change.change.sys_id: each for each in news}
        notification = together(tuple(window.news.values()), recipient.rules, at)
        if notification.count == 1:
            notification = single(news[0], at)
        return [Outgoing(recipient.username, notification, replaces=window.id)]
