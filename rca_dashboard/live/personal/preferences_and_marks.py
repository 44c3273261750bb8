"""A user's preferences and marks: the same in all tabs, pushed to the user's own room."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.messages import Mark, Marks
from rca_dashboard.live.shared_reads import SharedReads
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import marks as kept_marks
from rca_dashboard.store.personal import preferences as kept_preferences
from rca_dashboard.store.personal import read_marks
from rca_dashboard.store.personal.belongings import Belongings, belongings_of
from rca_dashboard.store.personal.personal_changes import marked_since
from rca_dashboard.store.personal.read_marks import Opened

_MARKS_IN_ONE_MESSAGE = 500


class PersonalPush(Protocol):
    """Sends to all tabs of a user."""

    async def preferences(self, username: str, preferences: Preferences) -> None:
        """Send a user's preferences."""
        ...

    async def marks(self, username: str, marks: Marks) -> None:
        """Send some of a user's marks."""
        ...


@dataclass(frozen=True, slots=True)
class _Glance:
    """Whose preferences and marks are read, and on which tickets: tabs that ask for the same share a read."""

    username: str
    sys_ids: tuple[str, ...]


class Personal:
    """Reads and stores users' preferences and marks; every method runs in the worker's event loop.

    Args:
        database: Stores them.
        push: Sends to the user's tabs.
        refresh_for: Refreshes the lists that depend on which tickets a user has opened.
    """

    def __init__(self, database: Database, push: PersonalPush, refresh_for: Callable[[str], Awaitable[None]]) -> None:
        self._database = database
        self._push = push
        self._refresh_for = refresh_for
        self._preferences: dict[str, tuple[int, Preferences]] = {}
        self._numbers = itertools.count()
        self._moment = datetime.min.replace(tzinfo=UTC)
        self._loads = SharedReads(self._load)
        self._turn = asyncio.Lock()

    def preferences(self, username: str) -> Preferences:
        """Return a user's preferences as last read or changed here, or the defaults before that."""
        return self._preferences[username][1] if username in self._preferences else Preferences()

    async def open(self, username: str, sys_ids: Collection[str]) -> Marks:
        """Read a user's preferences and their marks on these tickets for a page that loads.

        Tabs that load at the same time share a read, but never one that started before the tab asked. A later change
        made in this worker is pushed to the tab, which has joined the user's room; a change stored by another process
        is not, so a page that loads after it must read it.
        """
        return await self._loads.read_fresh(_Glance(username, tuple(sys_ids)))

    async def read(self, username: str) -> Preferences:
        """Read a user's preferences again: another worker may have changed them."""
        number = next(self._numbers)
        found = await asyncio.to_thread(kept_preferences.read_preferences, self._database, username)
        return self._keep(username, number, found)

    async def choose(self, username: str, **choices: Any) -> Preferences:  # noqa: ANN401 - fields of Preferences
        """Change some of a user's preferences, store them, and send them to all their tabs."""
        async with self._turn:  # of two choices at once the one that was stored later is remembered
            chosen = await asyncio.to_thread(
                kept_preferences.change_preferences, self._database, username, lambda found: replace(found, **choices)
            )
            self._keep(username, next(self._numbers), chosen)
        await self._push.preferences(username, chosen)
        return chosen

    async def marks(self, username: str, sys_ids: Collection[str]) -> Marks:
        """Return a user's marks on these tickets."""
        now = self._next_moment()
        found = await asyncio.to_thread(belongings_of, self._database, username, sys_ids, now)
        return _marks(tuple(sys_ids), found, now)

    async def mark_opened(self, username: str, sys_id: str) -> bool:
        """Store that a user has opened a ticket as it is now; return False if there is no such ticket."""
        is_known = await asyncio.to_thread(kept_marks.mark_opened, self._database, username, sys_id, _now())
        await self._push_marks(username, [sys_id] if is_known else [])
        await self._refresh_for(username)
        return is_known

    async def set_watched(self, username: str, sys_id: str, *, is_watched: bool) -> bool:
        """Store whether a user watches a ticket; return False if there is no such ticket."""
        is_known = await asyncio.to_thread(
            kept_marks.set_watched, self._database, username, sys_id, _now(), is_watched=is_watched
        )
        await self._push_marks(username, [sys_id] if is_known else [])
        return is_known

    async def mark_all_read(self, username: str) -> None:
        """Mark every ticket and every change so far as read."""
        await asyncio.to_thread(kept_preferences.read_all_until, self._database, username, _now())
        await self._push.marks(username, await self.marks(username, ()))
        await self._refresh_for(username)

    async def follow(self, username: str, since: datetime) -> None:
        """Send what another worker has stored for a user since a time to the user's tabs."""
        await self._push.preferences(username, await self.read(username))
        marked = await asyncio.to_thread(marked_since, self._database, username, since)
        await self._push.marks(username, await self.marks(username, marked))
        await self._refresh_for(username)

    async def read_until(self, username: str) -> tuple[datetime | None, int | None]:
        """Return what ``mark_all_read`` changes, to restore it later."""
        return await asyncio.to_thread(read_marks.read_until_of, self._database, username)

    async def restore_read_until(self, username: str, since: datetime | None, until: int | None) -> None:
        """Undo ``mark_all_read``."""
        await asyncio.to_thread(read_marks.restore_read_until, self._database, username, since, until)
        await self._push.marks(username, await self.marks(username, ()))
        await self._refresh_for(username)

    async def mark_view_read(self, username: str, view: View) -> Opened:
        """Mark the tickets of a view's filter as read; return the revisions that were marked before."""
        news = await asyncio.to_thread(read_marks.news_in_view, self._database, username, view)
        return await self.mark_read(username, news)

    async def mark_read(self, username: str, sys_ids: Sequence[str]) -> Opened:
        """Mark tickets as read; return the revisions that were marked before."""
        before = await asyncio.to_thread(read_marks.mark_many_opened, self._database, username, sys_ids, _now())
        await self._show_marks(username, tuple(before))
        return before

    async def restore_read(self, username: str, before: Opened) -> None:
        """Undo ``mark_read``."""
        await asyncio.to_thread(read_marks.restore_opened, self._database, username, before, _now())
        await self._show_marks(username, tuple(before))

    async def _show_marks(self, username: str, sys_ids: Sequence[str]) -> None:
        for start in range(0, len(sys_ids), _MARKS_IN_ONE_MESSAGE):
            await self._push_marks(username, sys_ids[start : start + _MARKS_IN_ONE_MESSAGE])
        await self._refresh_for(username)

    async def _push_marks(self, username: str, sys_ids: Sequence[str]) -> None:
        if sys_ids:
            await self._push.marks(username, await self.marks(username, sys_ids))

    async def _load(self, glance: _Glance) -> Marks:
        number, now = next(self._numbers), self._next_moment()
        found = await asyncio.to_thread(belongings_of, self._database, glance.username, glance.sys_ids, now)
        self._keep(glance.username, number, found.preferences)
        return _marks(glance.sys_ids, found, now)

    def _next_moment(self) -> datetime:
        """Return the current time, later in ms than any returned before: in a browser the marks with the latest win.

        It is taken before a read starts, so marks that include a change have a later time than any that miss it.
        """
        self._moment = max(_now(), self._moment + timedelta(milliseconds=1))
        return self._moment

    def _keep(self, username: str, number: int, found: Preferences) -> Preferences:
        """Remember preferences unless newer ones are known, and return the newest.

        A read takes its number before it starts, a change after it is stored: a read with a higher number returns
        data that is at least as new.
        """
        if number >= self._preferences.get(username, (-1,))[0]:
            self._preferences[username] = number, found
        return self.preferences(username)


def _marks(asked: tuple[str, ...], found: Belongings, at: datetime) -> Marks:
    return Marks(
        since=to_milliseconds(found.unread_since),
        read_until=found.read_until,
        at=to_milliseconds(at),
        asked=asked,
        marks=tuple(Mark(each.sys_id, each.opened_revision, each.is_watched) for each in found.marks.values()),
    )


def _now() -> datetime:
    return utc_now()
