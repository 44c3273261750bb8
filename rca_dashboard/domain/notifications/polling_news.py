"""Notifications about polling and importing."""

from datetime import datetime

from rca_dashboard.domain.notifications.notice import NoticeLevel, health_notice
from rca_dashboard.domain.notifications.notification import LONGEST_TEXT, Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.progress.poll import PollerHealth


def health_to_report(reported: str, health: str, *, has_succeeded: bool) -> str:
    """Return the health that counts as reported from now on.

    While polling is paused, and just after a start, its health is unknown: in both cases the last reported one stays.
    """
    is_known = health == PollerHealth.FAILING or (health == PollerHealth.OK and has_succeeded)
    return health if is_known else reported


def polling_notification(before: str, after: str, error: str, at: datetime) -> Notification | None:
    """Return a notification if polling has started to fail or has recovered, else None."""
    notice = health_notice(before, after, error)
    if notice is None:
        return None
    return _notification(NoticeEvent.POLLING, notice.level, notice.title, notice.text, at)


def import_notification(imported: int, at: datetime) -> Notification:
    """Return the notification of a finished import."""
    text = f"{imported} tickets imported." if imported else ""
    return _notification(NoticeEvent.IMPORT, NoticeLevel.SUCCESS, "Import finished", text, at)


def _notification(event: NoticeEvent, level: NoticeLevel, title: str, text: str, at: datetime) -> Notification:
    return Notification(
        at=at, event=event, level=level, title=title, text=text[:LONGEST_TEXT], link="/operations", count=0
    )
