"""The poller runs on schedule, one poll at a time."""

import asyncio
import threading
from datetime import timedelta

import pytest
from starlette.responses import Response

from rca_dashboard.domain.progress.poll import PollerHealth
from tests.servicenow.table_server import NOON, Asked
from tests.sync.sync_harness import SyncHarness, until

EVERY_SECOND = "* * * * * *"


async def test_the_first_poll_comes_at_once_and_the_next_by_the_cron(harness: SyncHarness) -> None:
    harness.instance.put(1)
    poller = harness.poller(cron=EVERY_SECOND)
    poller.start()
    await until(lambda: len(harness.feed()) == 1)
    harness.pass_time(5)
    harness.instance.put(2)
    await until(lambda: len(harness.feed()) == 2)
    await until(lambda: harness.woken >= 2)
    status = poller.status()
    assert (status.health, status.interval, status.instance) == (PollerHealth.OK, EVERY_SECOND, harness.instance.url)
    assert status.next_at is not None
    await until(lambda: poller.status().succeeded_at == harness.ours.now)


async def test_polls_asked_for_at_once_are_one_poll(harness: SyncHarness) -> None:
    poller = harness.poller()
    results = await asyncio.gather(*(poller.poll_now() for _ in range(5)))
    assert all(result is results[0] for result in results)
    assert len(harness.instance.asked) == results[0].requests


async def test_a_turn_of_the_cron_during_a_poll_is_skipped(harness: SyncHarness) -> None:
    may_answer = threading.Event()

    def wait(_asked: Asked) -> None:
        may_answer.wait(5)

    harness.instance.before = wait
    poller = harness.poller(cron=EVERY_SECOND)
    poller.start()
    await asyncio.sleep(1.2)
    assert len(harness.instance.asked) == 1
    may_answer.set()


async def test_a_paused_poller_polls_only_when_asked(harness: SyncHarness) -> None:
    poller = harness.poller(cron=EVERY_SECOND, is_polling_enabled=False)
    poller.start()
    assert (poller.status().health, poller.status().next_at) == (PollerHealth.PAUSED, None)
    await asyncio.sleep(1.2)
    assert harness.instance.asked == []
    harness.instance.put(1)
    assert (await poller.poll_now()).new == 1
    assert poller.status().health is PollerHealth.PAUSED
    harness.instance.put(2)
    woken = harness.woken
    poller.resume()
    await until(lambda: len(harness.feed()) == 2)
    assert poller.status().health is PollerHealth.OK
    assert harness.woken > woken
    poller.pause()
    assert poller.status().health is PollerHealth.PAUSED


async def test_a_failing_poller_tries_again_by_itself_before_the_cron_does(harness: SyncHarness) -> None:
    harness.instance.before = lambda _asked: Response(status_code=503)
    poller = harness.poller()
    poller.start()
    await until(lambda: poller.status().health is PollerHealth.FAILING)
    assert poller.status().next_at is not None
    harness.instance.before = lambda _asked: None
    harness.instance.put(1)
    harness.pass_time(1)
    await until(lambda: poller.status().health is PollerHealth.OK)
    assert len(harness.feed()) == 1


async def test_stopping_in_mid_poll_leaves_a_table_to_go_on_with(harness: SyncHarness) -> None:
    for place in range(50):
        harness.instance.put(place)
    stopped = threading.Event()

    def wait(_asked: Asked) -> None:
        if len(harness.instance.asked) == 4:
            stopped.wait(5)

    harness.instance.before = wait
    poller = harness.poller(batch_size=10)
    poller.start()
    await until(lambda: len(harness.instance.asked) == 4)
    await poller.stop()
    stopped.set()
    kept = len(harness.feed())
    assert kept == 20
    assert (await harness.poller(batch_size=10).poll_now()).new == 30


async def test_a_stopped_poller_can_be_started_again(harness: SyncHarness) -> None:
    poller = harness.poller(cron=EVERY_SECOND)
    poller.start()
    await poller.stop()
    asked = len(harness.instance.asked)
    await asyncio.sleep(1.1)
    assert len(harness.instance.asked) == asked
    harness.instance.put(1)
    poller.start()
    await until(lambda: len(harness.feed()) == 1)


async def test_polls_that_no_longer_end_are_a_failure_that_is_said_and_logged_once(
    harness: SyncHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("rca_dashboard.sync.polling.overdue._WATCH_SECONDS", 0.01)
    may_answer = threading.Event()
    harness.instance.before = lambda _asked: may_answer.wait(20) and None
    poller = harness.poller(cron="* * * * *")
    poller.start()
    await until(lambda: len(harness.instance.asked) == 1)
    assert poller.status().late_at is None  # nothing was read yet
    harness.pass_time(175)
    assert poller.status().health is PollerHealth.OK
    woken = harness.woken
    harness.pass_time(10)
    await until(lambda: harness.woken > woken)
    status = poller.status()
    assert (status.health, status.failing_since) == (PollerHealth.FAILING, NOON + timedelta(minutes=10))
    assert "No poll has ended since 12:10:00 UTC, though 3 were due" in str(status.error)
    may_answer.set()
    await until(lambda: poller.status().health is PollerHealth.OK)
    await until(lambda: "recovered" in caplog.text)
    assert caplog.text.count("No poll has ended") == 1


async def test_a_long_poll_that_gets_on_and_a_paused_poller_are_not_overdue(harness: SyncHarness) -> None:
    poller = harness.poller(cron="* * * * *", batch_size=10)
    await poller.poll_now()
    harness.pass_time(60)
    for place in range(50):
        harness.instance.put(place)
    harness.instance.before = lambda _asked: harness.pass_time(100)
    healths: set[PollerHealth] = set()
    harness.on_wake = lambda: healths.add(poller.status().health)
    poller.start()
    await until(lambda: len(harness.feed()) == 50)
    assert healths == {PollerHealth.OK}
    poller.pause()
    harness.pass_time(10_000)
    assert (poller.status().health, poller.status().error) == (PollerHealth.PAUSED, None)


@pytest.mark.parametrize("is_hidden", [True, False])
async def test_a_long_poll_over_unchanged_or_hidden_rows_is_not_overdue(
    harness: SyncHarness, *, is_hidden: bool
) -> None:
    poller = harness.poller(cron="* * * * *", batch_size=10)
    await poller.poll_now()
    harness.pass_time(60)
    for place in range(50):
        harness.instance.put(place)
    await poller.poll_now()
    poller.start()
    await poller.settle()
    harness.instance.is_hidden = lambda _row: is_hidden
    healths: list[PollerHealth] = []

    def take_long(_asked: Asked) -> None:
        harness.pass_time(100)
        healths.append(poller.status().health)

    harness.instance.before = take_long
    await poller.reset(harness.ours.now - timedelta(days=1))
    await poller.settle()
    assert len(healths) >= 5
    assert set(healths) == {PollerHealth.OK}


async def test_a_clock_that_is_set_makes_no_poll_overdue(harness: SyncHarness) -> None:
    poller = harness.poller(cron="* * * * *")
    poller.start()
    await until(lambda: poller.status().succeeded_at is not None)
    for hours in (-1, 48):
        harness.ours.now += timedelta(hours=hours)
        assert poller.status().health is PollerHealth.OK


async def test_the_last_success_is_late_once_three_polls_should_have_ended(harness: SyncHarness) -> None:
    for cron, seconds in (("* * * * *", 180), (EVERY_SECOND, 10)):
        poller = harness.poller(cron=cron)
        await poller.poll_now()
        status = poller.status()
        assert status.succeeded_at is not None
        assert status.late_at == status.succeeded_at + timedelta(seconds=seconds)
