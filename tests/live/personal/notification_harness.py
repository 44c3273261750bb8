"""A notifier with a database, users' open tabs, and a controllable clock."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rca_dashboard.domain.preferences import NoticeRules, Preferences
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.live.messages import Bell, PollView
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.notifier import Notifier
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import notifications
from rca_dashboard.store.personal.preferences import save_preferences
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make


class Tabs:
    """The users with an open tab, and what was sent to their tabs."""

    def __init__(self, *usernames: str) -> None:
        self.usernames = frozenset(usernames)
        self.told: list[tuple[str, Bell]] = []

    def occupied_users(self) -> frozenset[str]:
        return self.usernames

    async def bell(self, username: str, bell: Bell) -> None:
        self.told.append((username, bell))


class NotificationHarness:
    """A database, a controllable clock, and notifiers that start and stop."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tabs = Tabs("vera")
        self.people = ["vera", "otto"]
        self.leads = True
        self.poll = PollView(succeeded_at=1)
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    async def notifier(self) -> Notifier:
        made = Notifier(
            self.database,
            Bells(self.database, self.tabs),
            lambda: self.poll,
            lambda: self.people,
            now=lambda: self.now,
            leads=lambda: self.leads,
        )
        await made.prepare()
        return made

    def store(self, *places: int, origin: Origin = Origin.POLL, **special: Any) -> None:
        tickets = [make(place, **{"priority": 1, **special}) for place in places]
        upsert(self.database, tickets, origin=origin, at=NOON)

    def choose(self, username: str, rules: NoticeRules) -> None:
        save_preferences(self.database, username, replace(Preferences(), notices=rules))

    def titles(self, username: str = "vera") -> list[str]:
        return [each.title for each in notifications.notifications(self.database, username, limit=200).notifications]
