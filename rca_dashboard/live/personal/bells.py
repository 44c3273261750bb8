"""The bells: how much each person has not read, and the newest of it, pushed to all their tabs."""

import asyncio
from collections.abc import Callable, Collection
from typing import Protocol

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.messages import Bell, BellItem
from rca_dashboard.live.shared_reads import SharedReads
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import notifications as kept
from rca_dashboard.store.personal.notification_log import progress_of

NEWEST = 10


class BellPush(Protocol):
    """Tells all tabs of one person."""

    def occupied_users(self) -> frozenset[str]:
        """Return the usernames with an open tab."""
        ...

    async def bell(self, username: str, bell: Bell) -> None:
        """Send somebody's bell."""
        ...


class Bells:
    """Holds the bells of those who have a tab open. Every method runs in the worker's event loop.

    Args:
        database: Where notifications are kept.
        push: Tells tabs.
        wake: Called when somebody has read or dismissed, so that other workers tell their tabs too.
    """

    def __init__(self, database: Database, push: BellPush, wake: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._push = push
        self._wake = wake
        self._bells: dict[str, Bell] = {}
        self._revision = -1
        self._reads = SharedReads(self._read_into_memory)

    def bell(self, username: str) -> Bell:
        """Return somebody's bell as it was last read; one of ``rev`` -1 before that."""
        return self._bells.get(username, Bell())

    async def open(self, username: str) -> None:
        """Make sure that somebody's bell is known; the caller has joined the person's room before.

        One that is known is kept true by ``push_changed`` for as long as the person has a tab.
        """
        if username not in self._bells:
            await self._reads.read(username)

    async def read(self, username: str) -> Bell:
        """Read somebody's bell as it is now."""
        await self._read_into_memory(username)
        return self.bell(username)

    async def _read_into_memory(self, username: str) -> None:
        found = await asyncio.to_thread(self._read, username)
        # Another read may have ended meanwhile, and a person who is named again and again keeps the newest.
        if found.rev >= self.bell(username).rev:
            self._bells[username] = found

    async def push_changed(self) -> None:
        """Read and push the bells that have changed, whichever worker changed them; forget those without a tab."""
        occupied = self._push.occupied_users()
        self._bells = {username: bell for username, bell in self._bells.items() if username in occupied}
        revision = (await asyncio.to_thread(progress_of, self._database)).revision
        if revision == self._revision:
            return
        changed = await asyncio.to_thread(kept.users_changed_after, self._database, self._revision)
        # Asked again: who has come meanwhile may have read what was before; and who has left may come back to the bell
        # that is still known, or is being read.
        for username in changed & {*self._push.occupied_users(), *self._bells, *self._reads}:
            await self._push.bell(username, await self.read(username))
        # Only now: what a failing read kept from being told is told by the next look.
        self._revision = revision

    async def mark_read(self, username: str, ids: Collection[int] | None = None) -> int:
        """Mark somebody's notifications as read, all or those with these ids, and tell all their tabs."""
        changed = await asyncio.to_thread(kept.mark_read, self._database, username, utc_now(), ids)
        await self._tell_all()
        return changed

    async def dismiss(self, username: str, ids: Collection[int] | None = None) -> int:
        """Take somebody's notifications off the list, all or those with these ids, and tell all their tabs."""
        changed = await asyncio.to_thread(kept.dismiss, self._database, username, utc_now(), ids)
        await self._tell_all()
        return changed

    async def _tell_all(self) -> None:
        await self.push_changed()
        self._wake()

    def _read(self, username: str) -> Bell:
        # The revision first: what changes in between is read again.
        revision = progress_of(self._database).revision
        newest = kept.notifications(self._database, username, limit=NEWEST).notifications
        unread = kept.unread_count(self._database, username)
        return Bell(rev=revision, unread=unread, items=tuple(_item(each) for each in newest))


def _item(notification: Notification) -> BellItem:
    return BellItem(
        id=notification.id,
        at=to_milliseconds(notification.at),
        event=notification.event.value,
        level=notification.level.value,
        title=notification.title,
        text=notification.text,
        link=notification.link,
        is_read=notification.read_at is not None,
        count=notification.count,
    )
