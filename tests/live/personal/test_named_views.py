"""Named views as users see them: whose they are, what they list, and how many tickets they have."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.saved_view import InvalidSavedViewError, NotYourViewError, SavedView
from rca_dashboard.live.hub.store_reader import StoreReader
from rca_dashboard.live.hub.view_counts import ViewCounts
from rca_dashboard.live.messages import ViewItem
from rca_dashboard.live.personal import named_views
from rca_dashboard.live.personal.named_views import NamedViews
from rca_dashboard.live.personal.servicenow_users import ServiceNowUsers
from rca_dashboard.live.personal.view_changes import ViewChanges
from rca_dashboard.live.personal.view_offers import Offer
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import views as kept_views
from rca_dashboard.store.personal.people import Person
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

VERA = Identity(username="vera", role=Role.VIEWER)
ANN = Identity(username="ann.lee", role=Role.AGENT)
ADA = Identity(username="ada", role=Role.ADMIN)


class Tabs:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []

    def occupied_users(self) -> frozenset[str]:
        return frozenset({"vera", "ann.lee", "ada"})

    async def views(self, username: str, quick: Sequence[ViewItem], saved: Sequence[ViewItem]) -> None:
        self.sent.append((f"views {username}", [each.name for each in saved] + [quick[0].name]))

    async def view_counts(self, counts: Mapping[str, int]) -> None:
        self.sent.append(("counts", dict(counts)))

    async def my_view_counts(self, username: str, counts: Mapping[str, int]) -> None:
        self.sent.append((f"counts {username}", dict(counts)))


class Parts:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.tabs = Tabs()
        self.counts = ViewCounts(StoreReader(database))
        self.users = ServiceNowUsers(database)
        self.views = NamedViews(database, self.tabs, self.counts, self.users)
        self.changes = ViewChanges(database, self.views)
        self.counts.serve(self.views.view_keys, self.views.push_counts)


@pytest.fixture
def parts(database: Database) -> Parts:
    ann, bob = Reference("u1", "Ann Lee"), Reference("u2", "Bob Ray")
    tickets = [
        make(1, assigned_to=ann),
        make(2, assigned_to=ann, is_active=False),
        make(3, assigned_to=bob, priority=1),
        make(4),
    ]
    upsert(database, tickets, origin=Origin.POLL, at=NOON)
    return Parts(database)


async def test_quick_views_are_counted_for_all_and_my_tickets_for_each(parts: Parts) -> None:
    for username in ("vera", "ann.lee"):
        await parts.views.open(username)
    assert parts.views.counts() == {"unassigned": 1, "major": 1, "open": 3, "all": 4}
    assert parts.views.my_counts("ann.lee") == {"mine": 1}
    assert parts.views.my_counts("vera") == {"mine": 0}  # no assignee has this name
    await parts.users.save("vera", servicenow_id="u2", servicenow_name="Bob Ray")
    await parts.views.open("vera")
    assert parts.views.my_counts("vera") == {"mine": 1}


async def test_a_private_view_is_its_owners_and_a_shared_one_everybodys(parts: Parts) -> None:
    private = await parts.changes.save(ANN, name="Mine alone", query="?priority=1&page=3")
    shared = await parts.changes.save(ANN, name="For all", query="assigned_to=none", shared=True)
    assert [each.name for each in parts.views.saved("ann.lee")] == ["Mine alone", "For all"]
    assert [(each.name, each.is_mine) for each in parts.views.saved("vera")] == [("For all", False)]
    assert parts.views.my_counts("ann.lee")[str(private.id)] == 1
    assert parts.views.counts()[str(shared.id)] == 1
    assert await parts.views.query_of("vera", str(private.id)) is None
    assert await parts.views.query_of("vera", str(shared.id)) == "assigned_to=none"
    with pytest.raises(NotYourViewError):
        await parts.changes.delete(VERA, shared.id)
    assert await parts.changes.delete(VERA, private.id) is None
    assert await parts.changes.delete(ADA, shared.id) is not None
    assert parts.views.saved("vera") == []


async def test_a_viewer_shares_nothing_and_what_cannot_be_saved_says_why(parts: Parts) -> None:
    with pytest.raises(NotYourViewError, match="only agents and admins may share"):
        await parts.changes.save(VERA, name="For all", query="", shared=True)
    view = await parts.changes.save(VERA, name="All of it", query="")
    with pytest.raises(NotYourViewError):
        await parts.changes.change(VERA, view.id, shared=True)
    with pytest.raises(InvalidSavedViewError, match="name"):
        await parts.changes.change(VERA, view.id, name=" ")
    renamed = await parts.changes.change(VERA, view.id, name="Everything", icon="star")
    assert renamed is not None
    assert [(each.name, each.icon, each.query) for each in parts.views.saved("vera")] == [
        ("Everything", "star", "is_open=all")
    ]


async def test_who_may_no_longer_share_changes_nothing_that_others_see(parts: Parts) -> None:
    shared = await parts.changes.save(ANN, name="For all", query="assigned_to=none", shared=True)
    demoted = replace(ANN, role=Role.VIEWER)
    refused: list[dict[str, str | bool]] = [{"query": ""}, {"name": "Other"}, {"query": "", "shared": True}]
    for changes in refused:
        with pytest.raises(NotYourViewError):
            await parts.changes.change(demoted, shared.id, **changes)
    kept = await parts.changes.change(demoted, shared.id, query="", shared=False)
    assert kept is not None
    assert not kept.is_shared
    assert parts.views.saved("vera") == []


async def test_a_read_that_began_before_a_view_was_saved_does_not_hide_it(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, began, may_end = kept_views.all_views, threading.Event(), threading.Event()

    def slow(database: Database) -> tuple[SavedView, ...]:
        found = original(database)
        if not began.is_set():
            began.set()
            may_end.wait(20)
        return found

    monkeypatch.setattr(kept_views, "all_views", slow)
    reading = asyncio.create_task(parts.views.all_saved("vera"))
    await asyncio.to_thread(began.wait, 20)
    kept_views.add_view(parts.database, owner="ann.lee", name="New", query="", icon="star", is_shared=True, at=NOON)
    following = asyncio.create_task(parts.views.follow())
    await asyncio.wait({following}, timeout=0.2)  # without a turn it ends here, and the earlier read after it
    may_end.set()
    await asyncio.gather(reading, following)
    assert [each.name for each in parts.views.saved("vera")] == ["New"]


async def test_an_address_opens_a_view_and_may_sort_it(parts: Parts) -> None:
    view = await parts.changes.save(ANN, name="Critical", query="priority=1&sort=updated_at", shared=True)
    opened = await parts.views.list_at("vera", {"view": str(view.id), "page": "2"})
    assert opened.key == "page=2&priority=1&sort=updated_at"
    assert (await parts.views.list_at("vera", {"view": "mine"})).key == "assigned_to=me&is_open=true"
    assert (await parts.views.list_at("vera", {"view": "9999"})).key == "is_open=true"
    assert parts.views.current("vera", opened.key) == str(view.id)
    assert parts.views.current("vera", "is_open=true") == "open"


async def test_the_list_opens_with_the_default_view_where_its_address_is_bare(parts: Parts) -> None:
    view = await parts.changes.save(VERA, name="Critical", query="priority=1")
    await parts.views.set_default("vera", str(view.id))
    assert (await parts.views.list_at("vera", {})).key == "priority=1"
    assert (await parts.views.list_at("vera", {"ticket": "INC1"})).key == "priority=1"
    assert (await parts.views.list_at("vera", {"is_open": "true"})).key == "is_open=true"
    assert (await parts.views.list_at("ada", {})).key == "is_open=true"
    await parts.changes.delete(VERA, view.id)
    assert (await parts.views.list_at("vera", {})).key == "is_open=true"


async def test_views_are_put_into_an_order(parts: Parts) -> None:
    first, second = [await parts.changes.save(VERA, name=name, query="") for name in ("One", "Two")]
    await parts.changes.order(VERA, [second.id, first.id, 9999])
    assert [each.name for each in parts.views.saved("vera")] == ["Two", "One"]


async def test_a_change_is_sent_once_to_all_and_to_those_whose_own_counts_differ(parts: Parts) -> None:
    for username in ("vera", "ann.lee", "ada"):
        await parts.views.open(username)
    await parts.views.push_counts(frozenset({"is_open=true"}))
    assert [room for room, _ in parts.tabs.sent] == ["counts"]
    parts.tabs.sent.clear()
    await parts.views.push_counts(frozenset({"assigned_to=me&is_open=true&me=u1"}))
    assert parts.tabs.sent == [("counts ann.lee", {"mine": 1})]


async def test_what_is_offered_to_all_is_made_once_however_many_look(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await parts.changes.save(ANN, name="For all", query="assigned_to=none", shared=True)
    original, made = named_views.offers_to, list[str]()

    def counted(person: Person, saved: Sequence[SavedView]) -> Iterator[Offer]:
        made.append(person.username)
        return original(person, saved)

    monkeypatch.setattr(named_views, "offers_to", counted)
    await parts.views.all_saved("vera")  # forgets what was made
    for _ in range(3):
        assert len(parts.views.counts()) == 5
        parts.views.my_counts("vera")
    assert sorted(made) == ["", "vera"]
