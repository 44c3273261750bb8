"""The user's notifications, page by page: reading one moves nothing, and new ones wait behind a bar."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.preferences import NoticeEvent
from rca_dashboard.domain.tickets.priority import PRIORITY_CHOICES
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.running import running
from rca_dashboard.store.personal import notifications as kept
from rca_dashboard.store.personal.notifications import NotificationFilter
from rca_dashboard.ui.pushed.bell import MOST_IDS
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.pushed.undo import ChangedNotifications, offer_undo

ROUTE = "/notifications"
PAGE_SIZE = 25
_LARGEST_PAGE = 100
_PRIORITIES = frozenset(number for number, _ in PRIORITY_CHOICES)
FilterName = Literal["unread", "event", "priority"]


@dataclass(frozen=True)
class NotificationRow:
    """A notification as the page shows it."""

    id: int
    at: int
    level: str
    title: str
    text: str
    link: str
    is_read: bool


@dataclass(frozen=True)
class Wanted:
    """The filters in the address; an empty string is no filter."""

    page: int = 1
    unread: str = ""
    event: str = ""
    priority: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Wanted":
        """Parse the valid part of a query string."""
        page = query.get("page", "")
        event, priority = query.get("event", ""), query.get("priority", "")
        return cls(
            page=min(int(page), _LARGEST_PAGE) if page.isascii() and page.isdigit() and int(page[:9]) > 0 else 1,
            unread="true" if query.get("unread") == "true" else "",
            event=event if event in set(NoticeEvent) else "",
            priority=priority if priority in _PRIORITIES else "",
        )

    def filter(self, *, newer_than: int = 0) -> NotificationFilter:
        """Return what to ask the store for."""
        return NotificationFilter(
            unread=bool(self.unread),
            newer_than=newer_than,
            event=NoticeEvent(self.event) if self.event else None,
            priority=int(self.priority) if self.priority else None,
        )

    def address(self, **changes: object) -> str:
        """Return the page's address with something changed; a change of anything but the page leads to the first."""
        values = {"unread": self.unread, "event": self.event, "priority": self.priority, **changes}
        query = urlencode({name: value for name, value in values.items() if value and (name, value) != ("page", 1)})
        return f"{ROUTE}?{query}" if query else ROUTE


class NotificationsState(rx.State):
    """Lists the user's notifications; the filters are in the address."""

    rows: rx.Field[list[NotificationRow]] = rx.field(default_factory=list)
    wanted: rx.Field[Wanted] = rx.field(default_factory=Wanted)
    total: rx.Field[int] = rx.field(default=0)
    pages: rx.Field[int] = rx.field(default=1)
    waiting: rx.Field[int] = rx.field(default=0)
    is_loaded: bool = False
    _newest: int = 0

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read the page that the address names."""
        self.wanted = Wanted.from_query(self.router.url.query_parameters)
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def look(self) -> None:
        """Update the shown notifications in place, and count newer ones; called by the bell."""
        identity = await current_identity(self)
        parts = running()
        shown = [row.id for row in self.rows]
        now = await asyncio.to_thread(kept.notifications_among, parts.database, identity.username, shown)
        newer = self.wanted.filter(newer_than=self._newest)
        found = await asyncio.to_thread(kept.notifications, parts.database, identity.username, newer, limit=1)
        self.rows = [_row(now[number]) for number in shown if number in now]
        self.waiting = found.total

    @rx.event
    @allowed(Role.VIEWER)
    async def show_waiting(self) -> rx.event.EventSpec | None:
        """Show the newer notifications, which are on the first page."""
        if self.wanted.page > 1:
            return rx.redirect(self.wanted.address())
        await self._read()
        return None

    @rx.event
    @allowed(Role.VIEWER)
    async def mark_read(self, number: int) -> None:
        """Mark one of the user's notifications as read; the bell updates all tabs, including this one."""
        identity = await current_identity(self)
        await running().live.bells.mark_read(identity.username, [number])

    @rx.event
    @allowed(Role.VIEWER)
    async def dismiss(self, number: int) -> None:
        """Dismiss a notification, in all tabs."""
        identity = await current_identity(self)
        await running().live.bells.dismiss(identity.username, [number])

    @rx.event
    @allowed(Role.VIEWER)
    async def dismiss_shown(self) -> None:
        """Dismiss all notifications on this page, in all tabs."""
        await self._dismiss([row.id for row in self.rows][:MOST_IDS])

    @rx.event
    @allowed(Role.VIEWER)
    async def dismiss_all(self) -> None:
        """Dismiss all notifications of the user, in all tabs."""
        await self._dismiss(None)

    async def _dismiss(self, ids: list[int] | None) -> None:
        identity, bells = await current_identity(self), running().live.bells
        before = await bells.state_of(identity.username, ids)
        count = await bells.dismiss(identity.username, ids)
        text = f"{count:,} {'notification' if count == 1 else 'notifications'} cleared"
        await offer_undo(self, text, ChangedNotifications(before))
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    def filter_by(self, name: FilterName, value: str) -> rx.event.EventSpec:
        """Show those alone that have a value; an empty one asks for nothing."""
        return rx.redirect(self.wanted.address(**{name: value[:40]}))

    @rx.event
    @allowed(Role.VIEWER)
    def turn_to(self, page: int) -> rx.event.EventSpec:
        """Show another page."""
        return rx.redirect(self.wanted.address(page=max(1, min(page, _LARGEST_PAGE))))

    async def _read(self) -> None:
        identity = await current_identity(self)
        found = await asyncio.to_thread(
            kept.notifications,
            running().database,
            identity.username,
            self.wanted.filter(),
            page=self.wanted.page,
            limit=PAGE_SIZE,
        )
        newest = await asyncio.to_thread(kept.newest_id, running().database, identity.username)
        self.rows = [_row(each) for each in found.notifications]
        self.total, self.pages = found.total, max(1, -(-found.total // PAGE_SIZE))
        self.waiting, self._newest, self.is_loaded = 0, newest, True


def _row(notification: Notification) -> NotificationRow:
    return NotificationRow(
        id=notification.id,
        at=to_milliseconds(notification.at),
        level=notification.level.value,
        title=notification.title,
        text=notification.text,
        link=notification.link,
        is_read=notification.read_at is not None,
    )
