"""What a user stores at one worker reaches the user's tabs at another one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.hub.view_counts import ViewCounts
from rca_dashboard.live.messages import ViewItem
from rca_dashboard.live.personal.named_views import NamedViews
from rca_dashboard.live.personal.personal_follower import PersonalFollower
from rca_dashboard.live.personal.servicenow_users import ServiceNowUsers
from rca_dashboard.live.personal.view_changes import ViewChanges
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ANN = Identity(username="ann", role=Role.AGENT)


class Tabs:
    """The tabs at one worker: what was sent to them last."""

    def __init__(self) -> None:
        self.views_of: dict[str, tuple[list[str], str]] = {}
        self.my_counts: dict[str, dict[str, int]] = {}
        self.sent = 0

    def occupied_users(self) -> frozenset[str]:
        return frozenset({"ann", "bob"})

    async def views(self, username: str, quick: Sequence[ViewItem], saved: Sequence[ViewItem]) -> None:
        default = next(each.key for each in (*quick, *saved) if each.is_default)
        self.views_of[username] = [each.name for each in saved], default
        self.sent += 1

    async def view_counts(self, counts: Mapping[str, int]) -> None:
        del counts
        self.sent += 1

    async def my_view_counts(self, username: str, counts: Mapping[str, int]) -> None:
        self.my_counts[username] = dict(counts)
        self.sent += 1


class Worker:
    """One worker's views and what follows the others; ``marked`` are the users whose marks were followed."""

    def __init__(self, database: Database) -> None:
        self.tabs, self.marked = Tabs(), list[str]()
        self.views = NamedViews(database, self.tabs, ViewCounts(StoreReader(database)), ServiceNowUsers(database))
        self.changes = ViewChanges(database, self.views)
        self.follower = PersonalFollower(database, self.tabs.occupied_users, self._follow, self.views.follow)

    async def _follow(self, username: str, since: datetime) -> None:
        del since
        self.marked.append(username)
        await self.views.follow_user(username)

    async def open(self) -> None:
        for username in self.tabs.occupied_users():
            await self.views.open(username)
        await self.follower.look()


@pytest.fixture
async def workers(database: Database) -> tuple[Worker, Worker]:
    upsert(database, [make(1, assigned_to=Reference("u1", "Ann Lee")), make(2)], origin=Origin.POLL, at=NOON)
    made = Worker(database), Worker(database)
    for each in made:
        await each.open()
    return made


async def test_saved_views_are_offered_renamed_and_withdrawn_at_the_other_worker(
    workers: tuple[Worker, Worker],
) -> None:
    here, there = workers
    shared = await here.changes.save(ANN, name="Network", query="priority=1", shared=True)
    private = await here.changes.save(ANN, name="Mine alone", query="priority=2")
    await there.follower.look()
    assert there.tabs.views_of == {"ann": (["Network", "Mine alone"], "open"), "bob": (["Network"], "open")}
    assert there.tabs.my_counts["ann"] == {"mine": 0, str(private.id): 0}
    await here.changes.change(ANN, shared.id, name="Networks")
    await there.follower.look()
    assert there.tabs.views_of["bob"] == (["Networks"], "open")
    await here.changes.delete(ANN, shared.id)
    await there.follower.look()
    assert there.tabs.views_of["bob"] == ([], "open")
    await here.changes.restore(ANN, replace(shared, name="Networks"))
    await there.follower.look()
    assert there.tabs.views_of["bob"] == (["Networks"], "open")


async def test_a_default_view_and_a_servicenow_user_reach_the_other_worker(workers: tuple[Worker, Worker]) -> None:
    here, there = workers
    await here.views.set_default("ann", "all")
    await there.follower.look()
    assert there.tabs.views_of["ann"] == ([], "all")
    await here.views.be("ann", "u1")
    await there.follower.look()
    assert there.tabs.my_counts["ann"] == {"mine": 1}
    assert "u1" in (await there.views.list_at("ann", {"view": "mine"})).key
    assert set(there.marked) == {"ann"}


async def test_what_did_not_change_is_not_sent(workers: tuple[Worker, Worker]) -> None:
    _, there = workers
    sent = there.tabs.sent
    await there.follower.look()
    await there.views.follow()
    await there.views.follow_user("ann")
    assert there.tabs.sent == sent
