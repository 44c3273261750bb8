"""Across crashes, restarts and outages no notification is lost or sent twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from rca_dashboard.domain.preferences import NoticeRules
from rca_dashboard.live.messages import PollView
from rca_dashboard.live.personal import notifier as notifier_module
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.personal.notifications import notifications
from tests.live.personal.notification_harness import NotificationHarness


@pytest.fixture
def desk(database: Database) -> NotificationHarness:
    return NotificationHarness(database)


async def test_after_a_restart_the_rest_is_notified_once(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    desk.store(1)
    await notifier.tick()
    desk.store(2)  # the app is down
    for _ in range(2):
        notifier = await desk.notifier()
        await notifier.tick()
    assert desk.titles() == ["New critical ticket INC0000002", "New critical ticket INC0000001"]


@pytest.mark.parametrize("place", ["before the commit", "after the commit"])
async def test_a_crash_while_notifying_loses_nothing_and_notifies_once(
    desk: NotificationHarness, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    notifier = await desk.notifier()
    desk.store(1)
    real = notifier_module.store_outgoing

    def crash(*args: Any) -> None:
        if place == "after the commit":
            real(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(notifier_module, "store_outgoing", crash)
    with pytest.raises(KeyboardInterrupt):
        await notifier.tick()
    monkeypatch.setattr(notifier_module, "store_outgoing", real)
    await (await desk.notifier()).tick()
    assert desk.titles() == ["New critical ticket INC0000001"]


async def test_two_workers_notify_once(desk: NotificationHarness) -> None:
    notifiers = [await desk.notifier(), await desk.notifier()]
    for place in range(1, 9):
        desk.store(place)
        desk.now += timedelta(seconds=6)
        await asyncio.gather(*(notifier.tick() for notifier in notifiers))
    assert len(desk.titles()) == 8


async def test_an_outage_notifies_once_and_its_end_once_across_restarts(desk: NotificationHarness) -> None:
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
    assert desk.titles() == ["ServiceNow is available again", "Cannot read from ServiceNow"]
    desk.choose("otto", NoticeRules(events=()))
    desk.poll = turns[0]
    await (await desk.notifier()).tick()
    assert (len(desk.titles("vera")), len(desk.titles("otto"))) == (3, 2)


async def test_an_outage_that_flaps_is_one_entry_that_says_how_often_and_how_long(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    failing, well = PollView(health="failing", error="No answer."), PollView(health="ok", succeeded_at=1)

    async def turn(poll: PollView, minutes: float) -> list[tuple[str, str]]:
        desk.poll, desk.now = poll, desk.now + timedelta(minutes=minutes)
        await notifier.tick()
        listed = notifications(desk.database, "vera", limit=10).notifications
        return [(each.title, each.text) for each in listed]

    assert await turn(failing, 0) == [("Cannot read from ServiceNow", "No answer.")]
    assert await turn(well, 2) == [("ServiceNow is available again", "It failed for 2 min 0 s.")]
    for _ in range(5):
        await turn(failing, 1)
        shown = await turn(well, 1)
    assert shown == [("ServiceNow is available again", "Failed 6 times in 12 min 0 s.")]
    assert await turn(failing, 1) == [("Cannot read from ServiceNow", "No answer. Failed 7 times in 13 min 0 s.")]
    await turn(well, 1)
    assert len(await turn(failing, 16)) == 2


async def test_an_outage_of_the_database_is_logged_once_and_loses_nothing(
    desk: NotificationHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(notifier_module, "RETRY_SECONDS", 0.02)
    notifier = await desk.notifier()
    desk.store(1)
    real = notifier_module.read_feed

    def fail(*_: Any) -> None:
        raise DatabaseUnavailableError("The database cannot be reached.")

    monkeypatch.setattr(notifier_module, "read_feed", fail)
    with caplog.at_level("INFO"):
        running = asyncio.create_task(notifier.run())
        notifier.wake()
        await until_logged(caplog, "ERROR")
        await asyncio.sleep(0.1)  # some more tries that fail
        monkeypatch.setattr(notifier_module, "read_feed", real)
        await until_logged(caplog, "ERROR", "WARNING")
        running.cancel()
    assert desk.titles() == ["New critical ticket INC0000001"]
    assert levels(caplog) == ["ERROR", "WARNING"]


def levels(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.levelname for record in caplog.records if record.name.endswith("notifier")]


async def until_logged(caplog: pytest.LogCaptureFixture, *expected: str) -> None:
    async with asyncio.timeout(20):
        while levels(caplog) != list(expected):  # noqa: ASYNC110 - the log has no event
            await asyncio.sleep(0.01)
