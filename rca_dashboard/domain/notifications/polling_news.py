"""Notifications about polling and importing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rca_dashboard.domain.duration import duration
from rca_dashboard.domain.notifications.notice import NoticeLevel, health_notice
from rca_dashboard.domain.notifications.notification import LONGEST_TEXT, Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.domain.shortened import shortened

# An instance that fails again within this time of its recovery is in the same outage: one entry in the list, not ten.
SAME_OUTAGE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which ServiceNow could not be read, once or again and again.

    Attributes:
        began: When it first failed.
        failures: How often it has failed since.
        ended: When it last recovered, or None while it fails.
    """

    began: datetime
    failures: int = 1
    ended: datetime | None = None

    def failed_at(self, at: datetime) -> "Outage":
        """Return the outage with one more failure, or a new outage if the last recovery is long past."""
        is_same = self.ended is None or at - self.ended <= SAME_OUTAGE
        return replace(self, failures=self.failures + 1, ended=None) if is_same else Outage(at)

    def summary_at(self, at: datetime) -> str:
        """Return how long, or how often, ServiceNow could not be read."""
        spoken = duration((at - self.began).total_seconds())
        return f"Failed {self.failures} times in {spoken}." if self.failures > 1 else f"It failed for {spoken}."


def health_to_report(reported: str, health: str, *, has_succeeded: bool) -> str:
    """Return the health that counts as reported from now on.

    While polling is paused, and just after a start, its health is unknown: in both cases the last reported one stays.
    """
    is_known = health == PollerHealth.FAILING or (health == PollerHealth.OK and has_succeeded)
    return health if is_known else reported


def polling_notification(
    before: str, after: str, error: str, at: datetime, outage: Outage | None = None
) -> Notification | None:
    """Return a notification if polling has started to fail or has recovered, else None.

    Args:
        before: The health that was last reported.
        after: The health now.
        error: The outage in one sentence for people.
        at: The current time.
        outage: The outage that starts or ends; None if the app was not running when it began.
    """
    notice = health_notice(before, after, error)
    if notice is None:
        return None
    is_notable = outage is not None and (outage.failures > 1 or notice.level is NoticeLevel.SUCCESS)
    summary = outage.summary_at(at) if outage is not None and is_notable else ""
    text = " ".join(filter(None, (notice.text if notice.level is NoticeLevel.ERROR or not summary else "", summary)))
    return _notification(NoticeEvent.POLLING, notice.level, notice.title, text, at)


def import_notification(imported: int, at: datetime) -> Notification:
    """Return the notification of a finished import."""
    text = f"{imported} tickets imported." if imported else ""
    return _notification(NoticeEvent.IMPORT, NoticeLevel.SUCCESS, "Import finished", text, at)


def _notification(event: NoticeEvent, level: NoticeLevel, title: str, text: str, at: datetime) -> Notification:
    return Notification(
        at=at, event=event, level=level, title=title, text=shortened(text, LONGEST_TEXT), link="/operations", count=0
    )
