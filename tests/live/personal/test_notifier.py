"""Users are notified by their own rules; a burst is one notification; own changes notify no one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.domain.notifications.burst_news import burst_notification
from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.live.messages import PollView
from rca_dashboard.live.personal import notifier as notifier_module
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal import marks, notifications
from rca_dashboard.store.personal.notification_log import progress_of
from tests.live.personal.notification_harness import NotificationHarness
from tests.tickets import NOON, make

EVERY_TICKET = NoticeRules(events=tuple(NoticeEvent), priority=())


@pytest.fixture
def desk(database: Database) -> NotificationHarness:
    return NotificationHarness(database)


async def test_each_user_is_notified_by_their_own_rules(desk: NotificationHarness) -> None:
    desk.choose("otto", replace(EVERY_TICKET, priority=(4, 5)))
    notifier = await desk.notifier()
    desk.store(1, priority=1)
    desk.store(2, priority=4)
    await notifier.tick()
    assert desk.titles("vera") == ["New critical ticket INC0000001"]
    assert desk.titles("otto") == ["New ticket INC0000002"]


async def test_tabs_are_updated_when_their_user_is_notified_and_no_others(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    await notifier.tick()
    desk.store(1)
    await notifier.tick()
    await notifier.tick()
    ((username, bell),) = desk.tabs.told
    assert (username, bell.unread, [item.link for item in bell.items]) == ("vera", 1, ["/tickets/INC0000001"])


async def test_history_and_imports_notify_no_user(desk: NotificationHarness) -> None:
    desk.store(1)
    notifier = await desk.notifier()
    desk.store(*range(2, 50), origin=Origin.IMPORT)
    await notifier.tick()
    assert desk.titles() == []
    desk.store(60)
    await notifier.tick()
    assert desk.titles() == ["New critical ticket INC0000060"]


async def test_a_watched_ticket_notifies_its_watchers_only(desk: NotificationHarness) -> None:
    desk.store(1, priority=5)
    marks.set_watched(desk.database, "otto", make(1).sys_id, NOON, is_watched=True)
    notifier = await desk.notifier()
    desk.store(1, priority=5, status="Closed", mod_count=1)
    await notifier.tick()
    assert (desk.titles("vera"), desk.titles("otto")) == ([], ["Watched ticket INC0000001 changed"])


async def test_own_actions_notify_others_alone(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    desk.store(1, extra={"sys_updated_by": "vera"})
    await notifier.tick()
    assert (desk.titles("vera"), desk.titles("otto")) == ([], ["New critical ticket INC0000001"])


@pytest.mark.parametrize("pages", [[range(1, 501)], [range(1, 3), range(3, 251), range(251, 501)]])
async def test_a_storm_is_one_notification_beside_at_most_three_single_ones(
    desk: NotificationHarness, pages: list[range]
) -> None:
    notifier = await desk.notifier()
    for page in pages:
        desk.store(*page)
        await notifier.tick()
        desk.now += timedelta(seconds=1)
    singles = 2 if len(pages) > 1 else 0
    assert desk.titles()[0 if not singles else -1 - singles] == f"{500 - singles} new critical tickets"
    assert len(desk.titles()) == 1 + singles
    assert notifications.unread_count(desk.database, "vera") == 1 + singles


async def test_a_few_are_single_notifications_and_so_are_later_ones(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    desk.store(1, 2, 3)
    await notifier.tick()
    desk.now += timedelta(seconds=6)
    desk.store(4)
    await notifier.tick()
    assert desk.titles() == [f"New critical ticket INC000000{place}" for place in (4, 3, 2, 1)]


async def test_an_import_that_ends_notifies_users_who_want_it(desk: NotificationHarness) -> None:
    desk.choose("vera", NoticeRules(events=(NoticeEvent.IMPORT,)))
    notifier = await desk.notifier()
    for desk.poll in (PollView(is_importing=True, imported=40), PollView(is_importing=False, succeeded_at=1)):
        await notifier.tick()
    assert (desk.titles("vera"), desk.titles("otto")) == (["Import finished"], [])


async def test_more_than_one_batch_is_notified_completely(
    desk: NotificationHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifier_module, "MOST_CHANGES_READ", 7)
    notifier = await desk.notifier()
    desk.store(*range(1, 31))
    await notifier.tick()
    assert desk.titles() == ["30 new critical tickets"]


async def test_what_a_follower_is_to_announce_is_left_to_the_leader_and_does_not_pile_up(
    desk: NotificationHarness,
) -> None:
    desk.choose("vera", NoticeRules(events=(NoticeEvent.BURST,)))
    notifier = await desk.notifier()
    news = burst_notification(title="11 about VPN", usual="0.1", query="burst=1", count=11, is_major=False, at=desk.now)
    desk.leads = False
    for _ in range(3):
        notifier.announce(news)
        await notifier.tick()
    desk.leads = True
    await notifier.tick()
    assert desk.titles("vera") == []
    notifier.announce(news)
    await notifier.tick()
    assert desk.titles("vera") == ["Burst: 11 about VPN"]


async def test_what_is_nobodys_news_is_not_written_down_each_time(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    for place in range(1, 5):
        desk.store(place, priority=4)
        await notifier.tick()
    assert progress_of(desk.database).seq == 0


async def test_what_is_read_in_one_tab_is_read_in_all(desk: NotificationHarness) -> None:
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
