"""Which turns of polling and importing are told to those who want to hear of them."""

from datetime import datetime

from rca_dashboard.domain.notifications.notice import NoticeLevel, health_notice
from rca_dashboard.domain.notifications.notification import LONGEST_TEXT, Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.progress.poll import PollerHealth


def health_to_tell(told: str, health: str, *, has_succeeded: bool) -> str:
    """Return the health that is told from now on.

    Polling that somebody paused is neither well nor ill, and just after a start it is not known to be well: in both
    cases what was told last goes on.
    """
    is_known = health == PollerHealth.FAILING or (health == PollerHealth.OK and has_succeeded)
    return health if is_known else told


def polling_notification(before: str, after: str, error: str, at: datetime) -> Notification | None:
    """Tell that polling began to fail or is well again; None where neither happened."""
    notice = health_notice(before, after, error)
    if notice is None:
        return None
    return _notification(NoticeEvent.POLLING, notice.level, notice.title, notice.text, at)


def import_notification(imported: int, at: datetime) -> Notification:
    """Tell that an import is done."""
    text = f"{imported} tickets were read." if imported else ""
    return _notification(NoticeEvent.IMPORT, NoticeLevel.SUCCESS, "The import is done", text, at)


def _notification(event: NoticeEvent, level: NoticeLevel, title: str, text: str, at: datetime) -> Notification:
    return Notification(
        at=at, event=event, level=level, title=title, text=text[:LONGEST_TEXT], link="/operations", count=0
    )
