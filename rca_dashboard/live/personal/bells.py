"""The bells: each user's unread count and latest notifications, pushed to all their tabs."""

import asyncio
from collections.abc import Callable, Collection
from typing import Protocol

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.notifications.notification import Notification
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.visibility import EVERYTHING, Visibility
from rca_dashboard.live.messages import Bell, BellItem
from rca_dashboard.live.shared_reads import SharedReads
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import notifications as kept
from rca_dashboard.store.personal.notification_log import progress_of

NEWEST = 10


class BellPush(Protocol):
    """Sends to all tabs of a user."""

    def occupied_users(self) -> frozenset[str]:
        """Return the usernames with an open tab."""
        ...

    async def bell(self, username: str, bell: Bell) -> None:
        """Send a user's bell."""
        ...


Sees = Callable[[str], Visibility]


def sees_everything(_username: str) -> Visibility:
    """Return that a user may see every ticket."""
    return EVERYTHING


class Bells:
    """Holds the bells of users with an open tab. Every method runs in the worker's event loop.

    Args:
        database: Stores the notifications.
        push: Sends to tabs.
        sees: Returns which tickets a user may see.
        wake: Called when a user has read or dismissed notifications, so that other workers update their tabs too.
    """

    def __init__(
        self,
        database: Database,
        push: BellPush,
        wake: Callable[[], None] = lambda: None,
        *,
        sees: Sees = sees_everything,
    ) -> None:
        self._database = database
        self._push = push
        self._wake = wake
        self._sees = sees
        self._bells: dict[str, Bell] = {}
        self._revision = -1
        self._reads = SharedReads(self._read_into_memory)

    def occupied_users(self) -> frozenset[str]:
        """Return the usernames with an open tab."""
        return self._push.occupied_users()

    def bell(self, username: str) -> Bell:
        """Return a user's bell as last read, or one with ``rev`` -1 before the first read."""
        return self._bells.get(username, Bell())

    async def open(self, username: str) -> None:
        """Ensure that a user's bell has been read; the caller must have joined the user's room.

        From then on ``push_changed`` keeps it up to date for as long as the user has a tab open.
        """
        if username not in self._bells:
            await self._reads.read(username)

    async def read(self, username: str) -> Bell:
        """Read a user's bell from the database."""
        await self._read_into_memory(username)
        return self.bell(username)

    async def _read_into_memory(self, username: str) -> None:
        found = await asyncio.to_thread(self._read, username)
        # Another read may have ended meanwhile; with several reads of one user the newest wins.
        if found.rev >= self.bell(username).rev:
            self._bells[username] = found

    async def push_changed(self, revision: int | None = None) -> None:
        """Read and push the bells that have changed, in whichever worker; forget those of users without a tab.

        Args:
            revision: That of the last change of any notification, if it was just read.
        """
        occupied = self._push.occupied_users()
        self._bells = {username: bell for username, bell in self._bells.items() if username in occupied}
        if revision is None:
            revision = (await asyncio.to_thread(progress_of, self._database)).revision
        if revision == self._revision:
            return
        changed = await asyncio.to_thread(kept.users_changed_after, self._database, self._revision)
        # Checked again: a user who has come meanwhile may have read an older bell, and one who has left may come back
        # to the bell that is still in memory or being read.
        for username in changed & {*self._push.occupied_users(), *self._bells, *self._reads}:
            await self._push.bell(username, await self.read(username))
        # Only now: bells that were not sent because a read failed are sent by the next call.
        self._revision = revision

    async def mark_read(self, username: str, ids: Collection[int] | None = None) -> int:
        """Mark a user's notifications as read, all or those with these ids, and update all their tabs."""
        changed = await asyncio.to_thread(kept.mark_read, self._database, username, utc_now(), ids)
        await self._update_tabs()
        return changed

    async def dismiss(self, username: str, ids: Collection[int] | None = None) -> int:
        """Dismiss a user's notifications, all or those with these ids, and update all their tabs."""
        changed = await asyncio.to_thread(kept.dismiss, self._database, username, utc_now(), ids)
        await self._update_tabs()
        return changed

    async def state_of(self, username: str, ids: Collection[int] | None = None) -> kept.NotificationsBefore:
        """Return which of a user's notifications are open and unread, to restore it later."""
        return await asyncio.to_thread(kept.state_of, self._database, username, ids)

    async def restore(self, username: str, before: kept.NotificationsBefore) -> None:
        """Make notifications open and unread again, and update all tabs."""
        await asyncio.to_thread(kept.restore, self._database, username, before)
        await self._update_tabs()

    async def _update_tabs(self) -> None:
        await self.push_changed()
        self._wake()

    def _read(self, username: str) -> Bell:
        # The revision first: a change in between is read again.
        revision, database = progress_of(self._database).revision, self._database.seen_by(self._sees(username))
        newest = kept.notifications(database, username, limit=NEWEST).notifications
        unread = kept.unread_count(database, username)
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
