"""A notification: an entry of one user's list, kept until it is read or dismissed."""

from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.notifications.notice import NoticeLevel
from rca_dashboard.domain.preferences import NoticeEvent

LONGEST_TITLE = 200
LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One entry of a user's list.

    Attributes:
        id: Rises with time; 0 until it is stored.
        count: The number of tickets it is about: more than one for a burst, 0 for polling and imports.
        priority: The highest among its tickets, or None.
        sys_id: The ticket's; empty for a burst, as is ``ticket_id``.
        link: Where in the app it leads: the ticket, or the filtered list; empty if there is nothing to open.
        dismissed_at: When it was removed from the list; a dismissed notification counts as read.
    """

    at: datetime
    event: NoticeEvent
    level: NoticeLevel
    title: str
    text: str = ""
    sys_id: str = ""
    ticket_id: str = ""
    link: str = ""
    priority: int | None = None
    count: int = 1
    id: int = 0
    read_at: datetime | None = None
    dismissed_at: datetime | None = None

    def as_json(self) -> dict[str, Json]:
        """Return the notification as JSON for REST."""
        return {
            "id": self.id,
            "at": to_iso(self.at),
            "event": self.event.value,
            "level": self.level.value,
            "title": self.title,
            "text": self.text,
            "sys_id": self.sys_id or None,
            "ticket_id": self.ticket_id or None,
            "priority": self.priority,
            "count": self.count,
            "link": self.link or None,
            "is_read": self.read_at is not None,
            "read_at": to_iso(self.read_at),
        }
