"""After each poll the feed has every change of the instance once, whatever the clocks say."""

import asyncio
import threading
from datetime import timedelta

import pytest

from rca_dashboard.domain.tickets.change import ChangeType, Origin
from rca_dashboard.store.progress.polls import recent_polls
from tests.statements import sent_to, writes
from tests.sync.sync_harness import SyncHarness, until


async def test_the_first_poll_begins_at_the_instances_now(harness: SyncHarness) -> None:
    harness.instance.put(1, harness.instance.now - timedelta(hours=1))
    harness.instance.put(2, harness.instance.now - timedelta(seconds=5))
    assert (await harness.poller().poll_now()).new == 1
    # A restart must not begin at its own now: what happened while we were away counts.
    harness.pass_time(3600)
    harness.instance.put(3, harness.instance.now - timedelta(minutes=30))
    assert (await harness.poller().poll_now()).new == 1


@pytest.mark.parametrize(("is_import_enabled", "origin"), [(True, Origin.IMPORT), (False, Origin.POLL)])
async def test_what_the_first_poll_finds_was_there_before_and_is_no_news_beside_an_import(
    harness: SyncHarness, *, is_import_enabled: bool, origin: Origin
) -> None:
    harness.instance.put(1, harness.instance.now - timedelta(seconds=5))
    poller = harness.poller(is_import_enabled=is_import_enabled)
    assert (await poller.poll_now()).new == 1
    harness.instance.put(2)
    assert (await poller.poll_now()).new == 1
    assert [(change.origin, change.type) for change in harness.feed()] == [
        (origin, ChangeType.NEW),
        (Origin.POLL, ChangeType.NEW),
    ]


async def test_a_first_poll_that_finds_nothing_and_a_restart_leave_no_gap(harness: SyncHarness) -> None:
    await harness.poller().poll_now()
    harness.pass_time(3600)
    harness.instance.put(3, harness.instance.now - timedelta(minutes=59))
    assert (await harness.poller().poll_now()).new == 1


async def test_a_reset_reads_everything_since_a_time_again_and_a_later_time_changes_nothing(
    harness: SyncHarness,
) -> None:
    for place in range(25):
        harness.instance.put(place, harness.instance.now - timedelta(hours=place))
    poller = harness.poller(batch_size=10, is_polling_enabled=False)
    assert (await poller.poll_now()).new == 1
    await poller.reset(harness.instance.now + timedelta(hours=1))
    await poller.reset(harness.instance.now - timedelta(hours=9))
    # The reset is saved: a restart knows of it too.
    assert (await harness.poller(batch_size=10).poll_now()).new == 9


async def test_a_reset_waits_for_the_poll_that_is_under_way(harness: SyncHarness) -> None:
    harness.instance.put(1, harness.instance.now - timedelta(hours=1))
    poller = harness.poller()
    await poller.poll_now()
    may_answer, asked = threading.Event(), len(harness.instance.asked)
    harness.instance.before = lambda _asked: may_answer.wait(5) and None
    poll = asyncio.create_task(poller.poll_now())
    await until(lambda: len(harness.instance.asked) > asked)
    reset = asyncio.create_task(poller.reset(harness.instance.now - timedelta(hours=2)))
    await asyncio.sleep(0.05)
    assert not reset.done()
    may_answer.set()
    await reset
    assert (await poll).new == 0
    await until(lambda: len(harness.feed()) == 1)


async def test_an_idle_poll_is_one_request_writes_nothing_and_wakes_no_one(harness: SyncHarness) -> None:
    harness.instance.put(1)
    poller = harness.poller()
    await poller.poll_now()
    for seconds in (1, 1, 30, 3600):
        harness.pass_time(seconds)
        woken, asked = harness.woken, len(harness.instance.asked)
        with sent_to(harness.database) as sent:
            result = await poller.poll_now()
        assert (result.requests, len(harness.instance.asked) - asked) == (1, 1)
        assert writes(sent) == []
        assert harness.woken == woken
    assert result.unchanged == 0
    assert sent == []
    assert len(recent_polls(harness.database)) == 1


async def test_a_quiet_poll_of_two_tables_is_one_request_each(harness: SyncHarness) -> None:
    harness.instance.tables["problem"] = {}
    poller = harness.poller(tables=("incident", "problem"))
    await poller.poll_now()
    harness.pass_time(60)
    assert (await poller.poll_now()).requests == 2


async def test_250_rows_in_one_interval_all_arrive_with_pages_of_100(harness: SyncHarness) -> None:
    poller = harness.poller(batch_size=100)
    await poller.poll_now()
    harness.pass_time(60)
    for place in range(250):
        harness.instance.put(place, harness.instance.now - timedelta(seconds=place // 5))
    assert (await poller.poll_now()).new == 250
    assert len({change.sys_id for change in harness.feed()}) == 250


async def test_1000_rows_of_one_second_arrive_once_and_are_soon_not_requested_again(harness: SyncHarness) -> None:
    poller = harness.poller(batch_size=100)
    await poller.poll_now()
    harness.pass_time(60)
    for place in range(1000):
        harness.instance.put(place)
    assert (await poller.poll_now()).new == 1000
    harness.pass_time(5)
    again = await poller.poll_now()
    assert (again.new, again.updated, again.unchanged) == (0, 0, 1000)
    harness.pass_time(10)
    await poller.poll_now()
    harness.pass_time(1)
    assert (await poller.poll_now()).requests == 1
    assert len(harness.feed()) == 1000


async def test_a_row_that_enters_an_old_second_after_it_was_read_is_found(harness: SyncHarness) -> None:
    poller = harness.poller()
    harness.instance.put(500)
    await poller.poll_now()
    harness.pass_time(8)
    harness.instance.put(3, harness.instance.now - timedelta(seconds=8))
    assert (await poller.poll_now()).new == 1


async def test_a_row_of_the_instances_present_second_does_not_wait(harness: SyncHarness) -> None:
    poller = harness.poller()
    await poller.poll_now()
    harness.pass_time(30)
    await poller.poll_now()
    # Half a second later by the instance's clock, whose Date said the second's beginning.
    for place in range(5):
        harness.pass_time(0.5)
        harness.instance.put(place)
        assert (await poller.poll_now()).new == 1, place


@pytest.mark.parametrize("minutes", [-10, 0, 10])
async def test_our_clock_does_not_matter(harness: SyncHarness, minutes: int) -> None:
    harness.ours.now = harness.instance.now + timedelta(minutes=minutes)
    harness.instance.put(1)
    poller = harness.poller()
    await poller.poll_now()
    for place in range(2, 12):
        harness.pass_time(7)
        harness.instance.put(place)
        assert (await poller.poll_now()).new == 1, place
    for asked in harness.instance.asked[1:]:
        assert f"sys_updated_on<={harness.instance.now:%Y-%m-%d %H}" in asked.query


async def test_time_that_passed_unnoticed_is_read_by_the_next_poll(harness: SyncHarness) -> None:
    """A computer that was suspended does not count that time; a sweep of many rows takes some itself."""
    poller = harness.poller()
    await poller.poll_now()
    harness.instance.pass_time(3600)
    harness.instance.put(1)
    result = await poller.poll_now()
    assert (result.new, result.requests) == (1, 2)


async def test_an_instance_that_takes_half_a_minute_to_answer_is_not_asked_twice_for_that(harness: SyncHarness) -> None:
    poller = harness.poller()
    await poller.poll_now()
    harness.instance.before = lambda _asked: harness.pass_time(30)
    results = [await poller.poll_now() for _ in range(3)]
    assert [result.requests for result in results] == [1, 1, 1]


async def test_the_same_rows_twice_change_nothing(harness: SyncHarness) -> None:
    for place in range(10):
        harness.instance.put(place)
    await harness.poller().poll_now()
    told = len(harness.feed())
    # A restart reads the overlap again, and knows nothing of what it read before.
    result = await harness.poller().poll_now()
    assert (result.new, result.updated, result.unchanged) == (0, 0, 10)
    assert len(harness.feed()) == told


async def test_an_update_without_a_new_stamp_is_found_within_the_overlap(harness: SyncHarness) -> None:
    harness.instance.put(1)
    poller = harness.poller()
    await poller.poll_now()
    harness.instance.tables["incident"][f"{1:032x}"]["short_description"] = "Quietly put out"
    assert (await poller.poll_now()).updated == 1
    assert harness.stored()[f"{1:032x}"] == "Quietly put out"


async def test_hidden_rows_are_counted_and_the_rest_is_stored(harness: SyncHarness) -> None:
    poller = harness.poller(batch_size=10)
    await poller.poll_now()
    harness.pass_time(60)
    for place in range(60):
        harness.instance.put(place, harness.instance.now - timedelta(seconds=place))
    harness.instance.is_hidden = lambda row: int(row["sys_id"], 16) % 20 != 0
    result = await poller.poll_now()
    assert (result.new, result.hidden, result.error) == (3, 57, None)
