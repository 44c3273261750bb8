"""The notification of a burst."""

from datetime import datetime

from rca_dashboard.domain.notifications.notice import NoticeLevel
from rca_dashboard.domain.notifications.notification import LONGEST_TEXT, LONGEST_TITLE, Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.shortened import shortened


def burst_notification(*, title: str, usual: str, query: str, count: int, is_major: bool, at: datetime) -> Notification:
    """Return the notification of a burst.

    Args:
        title: How many tickets are about what.
        usual: How many are usual, and how seldom chance brings as many.
        query: The list of its tickets.
        count: How many tickets it has.
        is_major: It may be a major incident.
        at: The current time.
    """
    return Notification(
        at=at,
        event=NoticeEvent.BURST,
        level=NoticeLevel.ERROR if is_major else NoticeLevel.WARNING,
        title=shortened(f"Possible major incident: {title}" if is_major else f"Burst: {title}", LONGEST_TITLE),
        text=shortened(usual, LONGEST_TEXT),
        link=f"/?{query}",
        count=count,
    )
