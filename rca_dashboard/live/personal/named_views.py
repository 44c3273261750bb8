"""The views in the navigation: the quick ones, those that users save, and how many tickets each has."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rca_dashboard.domain.views.saved_view import (
    QUICK_VIEWS,
    SavedView,
    merged_query,
)
from rca_dashboard.domain.views.view import View
from rca_dashboard.live.messages import ViewItem
from rca_dashboard.live.personal.servicenow_users import ServiceNowUsers
from rca_dashboard.live.personal.view_offers import Offer, offers_to, own
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import views as kept
from rca_dashboard.store.personal.people import Person

_NO_ONE = {"servicenow_id": "", "servicenow_name": ""}


class Counts(Protocol):
    """Counts the tickets of views: ``live.hub.view_counts.ViewCounts``."""

    def count(self, key: str) -> int:
        """Return a view's count as last read."""
        ...

    async def open(self, keys: Sequence[str]) -> None:
        """Count the views that were never counted."""
        ...


class CountsPush(Protocol):
    """Sends counts to people who see the same tickets."""

    async def view_counts(self, counts: Mapping[str, int]) -> None:
        """Send the counts of the views that everyone may see."""
        ...


class ViewsPush(CountsPush, Protocol):
    """Sends the navigation's views."""

    def occupied_users(self) -> frozenset[str]:
        """Return the usernames with an open tab."""
        ...

    async def views(self, username: str, quick: Sequence[ViewItem], saved: Sequence[ViewItem]) -> None:
        """Send the views that a user is offered."""
        ...

    async def my_view_counts(self, username: str, counts: Mapping[str, int]) -> None:
        """Send the counts of a user's own views."""
        ...


class NamedViews:
    """Reads, stores and counts the named views; every method runs in the worker's event loop.

    Args:
        database: Stores them.
        push: Sends to tabs.
        counts: Counts their tickets, once for all browsers.
        users: Knows who users are at ServiceNow.
    """

    def __init__(self, database: Database, push: ViewsPush, counts: Counts, users: ServiceNowUsers) -> None:
        self._database = database
        self._push = push
        self._counts = counts
        self._users = users
        self._saved: tuple[SavedView, ...] | None = None
        self._reading = asyncio.Lock()
        self._is_old = False
        self._offered: dict[str, tuple[Person, tuple[Offer, ...]]] = {}
        self._counts_of: dict[str, Counts] = {}

    async def open(self, username: str, counts: Counts | None = None) -> None:
        """Read and count the views of a user whose page loads; the caller must have joined the user's room.

        Args:
            username: The user.
            counts: Counts the tickets that they may see, if those are not all.
        """
        self._counts_of[username] = counts or self._counts
        await self._users.open(username)
        if self._saved is None or self._is_old:
            await self._read()
        await self._counts_of[username].open([each.view_key for each in self._offers(username)])

    def quick(self, username: str) -> list[ViewItem]:
        """Return the views that everyone has."""
        return [each.item for each in self._offers(username)[: len(QUICK_VIEWS)]]

    def saved(self, username: str) -> list[ViewItem]:
        """Return the saved views that a user may see, in their order."""
        return [each.item for each in self._offers(username)[len(QUICK_VIEWS) :]]

    def counts(self, counts: Counts | None = None) -> dict[str, int]:
        """Return the counts of the views that everyone is offered, by the views' keys; of limited readers by theirs."""
        return _counted(self._of_all(), counts or self._counts)

    def my_counts(self, username: str) -> dict[str, int]:
        """Return the counts of a user's own views, by the views' keys."""
        return _counted(own(self._offers(username)), self._counts_of.get(username, self._counts))

    def current(self, username: str, view_key: str) -> str:
        """Return the key of the named view with the filter of a list; empty if there is none."""
        shown = View.from_key(view_key).filter
        return next((each.item.key for each in self._offers(username) if each.filter == shown), "")

    def view_keys(self) -> set[str]:
        """Return the keys of the lists of all views that users with an open tab are offered."""
        users = self._push.occupied_users()
        self._is_old = True  # another worker may have changed a view: the next page load reads them again
        self._users.keep_only(users)
        self._offered = {name: made for name, made in self._offered.items() if name in users}
        return {each.view_key for each in self._of_all()} | {
            each.view_key for username in users for each in self._offers(username)
        }

    async def push_counts(self, changed: frozenset[str]) -> None:
        """Send the counts of these lists: once to all, and to each user those of their own views."""
        await self.push_counts_to(self._push, self._counts, changed)

    async def push_counts_to(self, all_of_them: CountsPush, counts: Counts, changed: frozenset[str]) -> None:
        """Send the counts of these lists to those whom ``counts`` counts for: to all once, and to each their own."""
        if any(each.view_key in changed for each in self._of_all()):
            await all_of_them.view_counts(self.counts(counts))
        for username in self._push.occupied_users():
            if self._counts_of.get(username, self._counts) is not counts:
                continue
            if any(each.view_key in changed for each in own(self._offers(username))):
                await self._push.my_view_counts(username, self.my_counts(username))

    async def list_at(self, username: str, parameters: Mapping[str, str]) -> View:
        """Return the list that an address shows to a user: of a saved view, their default one, or its own filter."""
        person = await self._users.open(username)
        asked = {name: value for name, value in parameters.items() if name != "ticket"}
        named = asked.pop("view", "") or ("" if asked else person.default_view)
        query = await self.query_of(username, named) if named else None
        view = View.from_address(merged_query(query, asked) if query is not None else asked)
        return view.for_reader(username, person.servicenow_id or "")

    async def query_of(self, username: str, named: str) -> str | None:
        """Return the query string of a quick or saved view; None if there is none that the user may see."""
        quick = next((each.query for each in QUICK_VIEWS if each.key == named), None)
        if quick is not None:
            return quick
        if self._saved is None:
            await self._read()
        seen = (each for each in self._saved or () if each.may_be_seen_by(username))
        saved = next((each for each in seen if str(each.id) == named), None)
        return None if saved is None else saved.query or "is_open=all"

    async def all_saved(self, username: str) -> tuple[SavedView, ...]:
        """Return the saved views that a user may see, read anew."""
        await self._read()
        return tuple(each for each in self._saved or () if each.may_be_seen_by(username))

    async def set_default(self, username: str, key: str) -> None:
        """Store the view that a user's list opens with; an unknown one means all open tickets."""
        is_known = await self.query_of(username, key) is not None
        await self._users.save(username, default_view=key if is_known else "")
        await self._push.views(username, self.quick(username), self.saved(username))

    async def be(self, username: str, sys_id: str) -> None:
        """Store who a user is at ServiceNow; someone unknown means no one."""
        name = await self._users.name_of(sys_id) if sys_id else None
        chosen = {"servicenow_id": sys_id, "servicenow_name": name} if name else _NO_ONE
        await self._users.save(username, **chosen)
        await self.open(username)
        await self._push.my_view_counts(username, self.my_counts(username))

    async def follow(self) -> None:
        """Read the saved views again, and send each user what has changed for them."""
        users = self._push.occupied_users()
        before = {username: (self.quick(username), self.saved(username)) for username in users}
        of_all = self.counts()
        await self._read()
        await self._counts.open(sorted(self.view_keys()))
        for username in self._push.occupied_users():
            quick, saved = self.quick(username), self.saved(username)
            if before.get(username) != (quick, saved):
                await self._push.views(username, quick, saved)
                await self._push.my_view_counts(username, self.my_counts(username))
        if self.counts() != of_all:
            await self._push.view_counts(self.counts())

    async def follow_user(self, username: str) -> None:
        """Send a user what another worker has stored: their default view, and who they are at ServiceNow."""
        known = self._users.person(username)
        if self._users.is_open(username) and await self._users.read(username) != known:
            await self.open(username, self._counts_of.get(username))
            await self._push.views(username, self.quick(username), self.saved(username))
            await self._push.my_view_counts(username, self.my_counts(username))

    async def _read(self) -> None:
        async with self._reading:  # what an earlier read missed must not replace what a later one found
            self._saved = await asyncio.to_thread(kept.all_views, self._database)
            self._offered.clear()
        self._is_old = False

    def _offers(self, username: str) -> tuple[Offer, ...]:
        """Return the views that a user is offered, the quick ones first; made once, until one of them changes."""
        person = self._users.person(username)
        made = self._offered.get(username)
        if made is None or made[0] != person:
            made = self._offered[username] = person, tuple(offers_to(person, self._saved or ()))
        return made[1]

    def _of_all(self) -> tuple[Offer, ...]:
        """Return the offers that are the same for everyone."""
        return tuple(each for each in self._offers("") if not each.item.is_personal)


def _counted(offers: Iterable[Offer], counts: Counts) -> dict[str, int]:
    return {each.item.key: counts.count(each.view_key) for each in offers}
