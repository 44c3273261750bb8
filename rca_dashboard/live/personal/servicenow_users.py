"""Who the app's users are at ServiceNow, and the view that each one's list opens with."""

import asyncio
from typing import Any

from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import people
from rca_dashboard.store.personal.people import Person
from rca_dashboard.store.queries import names_like, names_of


class ServiceNowUsers:
    """Holds what is known of users with an open tab; every method runs in the worker's event loop.

    A user who has chosen no one is taken for the only assignee whose name is theirs.

    Args:
        database: Stores it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._people: dict[str, Person] = {}

    def person(self, username: str) -> Person:
        """Return a user as last read, or the defaults before that."""
        return self._people.get(username) or Person(username=username)

    def sys_id(self, username: str) -> str:
        """Return the sys_id of a user at ServiceNow; empty if it is not known."""
        return self.person(username).servicenow_id or ""

    async def open(self, username: str) -> Person:
        """Return a user, reading them if that was not done before."""
        if username not in self._people:
            await self.read(username)
        return self.person(username)

    async def read(self, username: str) -> Person:
        """Read a user again."""
        self._people[username] = await asyncio.to_thread(people.find_with_proposal, self._database, username)
        return self._people[username]

    def is_open(self, username: str) -> bool:
        """Return whether a user was read."""
        return username in self._people

    async def save(self, username: str, **values: Any) -> Person:  # noqa: ANN401 - a column's value
        """Store some of what is known of a user."""
        await asyncio.to_thread(people.save_person, self._database, username, **values)
        return await self.read(username)

    async def people_like(self, typed: str) -> tuple[tuple[str, str], ...]:
        """Return the sys_ids and names of assignees whose name contains a text."""
        return await asyncio.to_thread(names_like, self._database, "assigned_to", typed)

    async def name_of(self, sys_id: str) -> str | None:
        """Return the name of an assignee; None if no ticket was ever assigned to them."""
        return (await asyncio.to_thread(names_of, self._database, [sys_id])).get(sys_id)

    def keep_only(self, usernames: frozenset[str]) -> None:
        """Forget everyone else, so that what another worker has changed is read when they come back."""
        self._people = {username: person for username, person in self._people.items() if username in usernames}
