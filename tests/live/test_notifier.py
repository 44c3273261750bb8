"""Nothing is lost over a crash and nothing is told twice; a storm is one notification; nobody hears of themselves."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rca_dashboard.domain.change import Origin
from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules, Preferences
from rca_dashboard.live import notifier as notifier_module
from rca_dashboard.live.bells import Bells
from rca_dashboard.live.messages import Bell, PollView
from rca_dashboard.live.notifier import Notifier
from rca_dashboard.store import marks, notifications
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.preferences import save_preferences
from rca_dashboard.store.telling import told_so_far
from rca_dashboard.store.upsert import upsert
from tests.tickets import NOON, make

EVERY_TICKET = NoticeRules(events=tuple(NoticeEvent), priority=())


class Tabs:
    """Those who have a tab open, and what their tabs were told."""

    def __init__(self, *usernames: str) -> None:
        self.usernames = frozenset(usernames)
        self.told: list[tuple[str, Bell]] = []

    def occupied_users(self) -> frozenset[str]:
        return self.usernames

    async def bell(self, username: str, bell: Bell) -> None:
        self.told.append((username, bell))


class Desk:
    """A database, a clock that stands, and notifiers that come and go."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tabs = Tabs("vera")
        self.people = ["vera", "otto"]
        self.poll = PollView(succeeded_at=1)
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    async def notifier(self) -> Notifier:
        made = Notifier(
            self.database,
            Bells(self.database, self.tabs),
            lambda: self.poll,
            lambda: self.people,
            now=lambda: self.now,
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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database(f"sqlite:///{tmp_path}/tickets.db")
    migrate(database)
    yield Desk(database)
    database.close()


async def test_each_person_is_told_by_their_own_rules(desk: Desk) -> None:
    desk.choose("otto", replace(EVERY_TICKET, priority=(4, 5)))
    notifier = await desk.notifier()
    desk.store(1, priority=1)
    desk.store(2, priority=4)
    await notifier.tick()
    assert desk.titles("vera") == ["New critical ticket INC0000001"]
    assert desk.titles("otto") == ["New ticket INC0000002"]


async def test_a_tab_is_told_when_its_person_is_and_nobody_without_a_tab(desk: Desk) -> None:
    notifier = await desk.notifier()
    await notifier.tick()
    desk.store(1)
    await notifier.tick()
    await notifier.tick()
    ((username, bell),) = desk.tabs.told
    assert (username, bell.unread, [item.link for item in bell.items]) == ("vera", 1, ["/tickets/INC0000001"])


async def test_history_and_imports_notify_nobody(desk: Desk) -> None:
    desk.store(1)
    notifier = await desk.notifier()
    desk.store(*range(2, 50), origin=Origin.IMPORT)
    await notifier.tick()
    assert desk.titles() == []
    desk.store(60)
    await notifier.tick()
    assert desk.titles() == ["New critical ticket INC0000060"]


async def test_a_watched_ticket_is_told_to_who_watches_it_and_to_nobody_else(desk: Desk) -> None:
    desk.store(1, priority=5)
    marks.set_watched(desk.database, "otto", make(1).sys_id, NOON, is_watched=True)
    notifier = await desk.notifier()
    desk.store(1, priority=5, status="Closed", mod_count=1)
    await notifier.tick()
    assert (desk.titles("vera"), desk.titles("otto")) == ([], ["Watched ticket INC0000001 changed"])


async def test_own_actions_notify_others_alone(desk: Desk) -> None:
    notifier = await desk.notifier()
    desk.store(1, extra={"sys_updated_by": "vera"})
    await notifier.tick()
    assert (desk.titles("vera"), desk.titles("otto")) == ([], ["New critical ticket INC0000001"])


@pytest.mark.parametrize("pages", [[range(1, 501)], [range(1, 3), range(3, 251), range(251, 501)]])
async def test_a_storm_is_one_notification_beside_at_most_three_single_ones(desk: Desk, pages: list[range]) -> None:
    notifier = await desk.notifier()
    for page in pages:
        desk.store(*page)
        await notifier.tick()
        desk.now += timedelta(seconds=1)
    singles = 2 if len(pages) > 1 else 0
    assert desk.titles()[0 if not singles else -1 - singles] == f"{500 - singles} new critical tickets"
    assert len(desk.titles()) == 1 + singles
    assert notifications.unread_count(desk.database, "vera") == 1 + singles


async def test_a_few_are_told_one_by_one_and_what_comes_later_stands_by_itself(desk: Desk) -> None:
    notifier = await desk.notifier()
    desk.store(1, 2, 3)
    await notifier.tick()
    desk.now += timedelta(seconds=6)
    desk.store(4)
    await notifier.tick()
    assert desk.titles() == [f"New critical ticket INC000000{place}" for place in (4, 3, 2, 1)]


async def test_after_a_restart_the_rest_is_told_once(desk: Desk) -> None:
    notifier = await desk.notifier()
    desk.store(1)
    await notifier.tick()
    desk.store(2)  # the app is down
    for _ in range(2):
        notifier = await desk.notifier()
        await notifier.tick()
    assert desk.titles() == ["New critical ticket INC0000002", "New critical ticket INC0000001"]


@pytest.mark.parametrize("place", ["before the commit", "after the commit"])
async def test_a_crash_in_the_middle_of_telling_loses_nothing_and_tells_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    notifier = await desk.notifier()
    desk.store(1)
    real = notifier_module.tell

    def crash(*args: Any) -> None:
        if place == "after the commit":
            real(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(notifier_module, "tell", crash)
    with pytest.raises(KeyboardInterrupt):
        await notifier.tick()
    monkeypatch.setattr(notifier_module, "tell", real)
    await (await desk.notifier()).tick()
    assert desk.titles() == ["New critical ticket INC0000001"]


async def test_two_workers_tell_once(desk: Desk) -> None:
    notifiers = [await desk.notifier(), await desk.notifier()]
    for place in range(1, 9):
        desk.store(place)
        desk.now += timedelta(seconds=6)
        await asyncio.gather(*(notifier.tick() for notifier in notifiers))
    assert len(desk.titles()) == 8


async def test_an_outage_is_told_once_and_its_end_once_over_restarts(desk: Desk) -> None:
    turns = [
        PollView(health="failing", error="No answer."),
        PollView(health="ok"),  # restarted: not known to be well yet
        PollView(health="failing", error="No answer."),
        PollView(health="paused", succeeded_at=1),
        PollView(health="ok", succeeded_at=1),
        PollView(health="ok", succeeded_at=1),
    ]
    for desk.poll in turns:
        await (await desk.notifier()).tick()
    assert desk.titles() == ["ServiceNow answers again", "ServiceNow cannot be read"]
    desk.choose("otto", NoticeRules(events=()))
    desk.poll = turns[0]
    await (await desk.notifier()).tick()
    assert (len(desk.titles("vera")), len(desk.titles("otto"))) == (3, 2)


async def test_an_import_that_ends_is_told_to_who_wants_it(desk: Desk) -> None:
    desk.choose("vera", NoticeRules(events=(NoticeEvent.IMPORT,)))
    notifier = await desk.notifier()
    for desk.poll in (PollView(is_importing=True, imported=40), PollView(is_importing=False, succeeded_at=1)):
        await notifier.tick()
    assert (desk.titles("vera"), desk.titles("otto")) == (["The import is done"], [])


async def test_more_than_is_read_at_once_is_told_to_its_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifier_module, "MOST_CHANGES_READ", 7)
    notifier = await desk.notifier()
    desk.store(*range(1, 31))
    await notifier.tick()
    assert desk.titles() == ["30 new critical tickets"]


async def test_what_is_nobodys_news_is_not_written_down_each_time(desk: Desk) -> None:
    notifier = await desk.notifier()
    for place in range(1, 5):
        desk.store(place, priority=4)
        await notifier.tick()
    assert told_so_far(desk.database).seq == 0


async def test_what_is_read_in_one_tab_is_told_to_all(desk: Desk) -> None:
    notifier = await desk.notifier()
    desk.store(1, 2)
    await notifier.tick()
    bells = Bells(desk.database, desk.tabs)
    (newest, oldest) = (await bells.read("vera")).items
    desk.tabs.told.clear()
    assert await bells.mark_read("vera", [newest.id]) == 1
    assert [(bell.unread, [item.is_read for item in bell.items]) for _, bell in desk.tabs.told] == [(1, [True, False])]
    await bells.dismiss("vera", [oldest.id])
    assert [item.id for item in desk.tabs.told[-1][1].items] == [newest.id]
    assert await bells.mark_read("otto", [oldest.id]) == 0


async def test_an_outage_of_the_database_is_logged_once_and_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(notifier_module, "RETRY_SECONDS", 0.02)
    notifier = await desk.notifier()
    desk.store(1)
    real = notifier_module.listen

    def fail(*_: Any) -> None:
        raise DatabaseUnavailableError("The database cannot be reached.")

    monkeypatch.setattr(notifier_module, "listen", fail)
    with caplog.at_level("INFO"):
        running = asyncio.create_task(notifier.run())
        notifier.wake()
        await asyncio.sleep(0.1)
        monkeypatch.setattr(notifier_module, "listen", real)
        await asyncio.sleep(0.2)
        running.cancel()
    assert desk.titles() == ["New critical ticket INC0000001"]
    assert [record.levelname for record in caplog.records if record.name.endswith("notifier")] == ["ERROR", "INFO"]
