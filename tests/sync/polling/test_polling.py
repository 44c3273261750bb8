"""Keeping up: what changes in the instance is in the feed after the next poll, once, whatever the clocks say."""

import asyncio
import threading
from datetime import timedelta

import pytest

from rca_dashboard.domain.tickets.change import ChangeType, Origin
from rca_dashboard.store.progress.polls import recent_polls
from tests.statements import sent_to, writes
from tests.sync.sync_harness import World, until


async def test_the_first_poll_begins_at_the_instances_now(world: World) -> None:
    world.instance.put(1, world.instance.now - timedelta(hours=1))
    world.instance.put(2, world.instance.now - timedelta(seconds=5))
    assert (await world.poller().poll_now()).new == 1
    # A restart must not begin at its own now: what happened while we were away counts.
    world.pass_time(3600)
    world.instance.put(3, world.instance.now - timedelta(minutes=30))
    assert (await world.poller().poll_now()).new == 1


@pytest.mark.parametrize(("is_import_enabled", "origin"), [(True, Origin.IMPORT), (False, Origin.POLL)])
async def test_what_the_first_poll_finds_was_there_before_and_is_no_news_beside_an_import(
    world: World, *, is_import_enabled: bool, origin: Origin
) -> None:
    world.instance.put(1, world.instance.now - timedelta(seconds=5))
    poller = world.poller(is_import_enabled=is_import_enabled)
    assert (await poller.poll_now()).new == 1
    world.instance.put(2)
    assert (await poller.poll_now()).new == 1
    assert [(change.origin, change.type) for change in world.feed()] == [
        (origin, ChangeType.NEW),
        (Origin.POLL, ChangeType.NEW),
    ]


async def test_a_first_poll_that_finds_nothing_and_a_restart_leave_no_gap(world: World) -> None:
    await world.poller().poll_now()
    world.pass_time(3600)
    world.instance.put(3, world.instance.now - timedelta(minutes=59))
    assert (await world.poller().poll_now()).new == 1


async def test_a_reset_reads_everything_since_a_time_again_and_a_later_time_changes_nothing(world: World) -> None:
    for place in range(25):
        world.instance.put(place, world.instance.now - timedelta(hours=place))
    poller = world.poller(batch_size=10, is_polling_enabled=False)
    assert (await poller.poll_now()).new == 1
    await poller.reset(world.instance.now + timedelta(hours=1))
    await poller.reset(world.instance.now - timedelta(hours=9))
    # The reset is saved: a restart knows of it too.
    assert (await world.poller(batch_size=10).poll_now()).new == 9


async def test_a_reset_waits_for_the_poll_that_is_under_way(world: World) -> None:
    world.instance.put(1, world.instance.now - timedelta(hours=1))
    poller = world.poller()
    await poller.poll_now()
    may_answer, asked = threading.Event(), len(world.instance.asked)
    world.instance.before = lambda _asked: may_answer.wait(5) and None
    poll = asyncio.create_task(poller.poll_now())
    await until(lambda: len(world.instance.asked) > asked)
    reset = asyncio.create_task(poller.reset(world.instance.now - timedelta(hours=2)))
    await asyncio.sleep(0.05)
    assert not reset.done()
    may_answer.set()
    await reset
    assert (await poll).new == 0
    await until(lambda: len(world.feed()) == 1)


async def test_a_quiet_poll_is_one_request_writes_nothing_and_wakes_nobody(world: World) -> None:
    world.instance.put(1)
    poller = world.poller()
    await poller.poll_now()
    for seconds in (1, 1, 30, 3600):
        world.pass_time(seconds)
        woken, asked = world.woken, len(world.instance.asked)
        with sent_to(world.database) as sent:
            result = await poller.poll_now()
        assert (result.requests, len(world.instance.asked) - asked) == (1, 1)
        assert writes(sent) == []
        assert world.woken == woken
    assert result.unchanged == 0
    assert sent == []
    assert len(recent_polls(world.database)) == 1


async def test_a_quiet_poll_of_two_tables_is_one_request_each(world: World) -> None:
    world.instance.tables["problem"] = {}
    poller = world.poller(tables=("incident", "problem"))
    await poller.poll_now()
    world.pass_time(60)
    assert (await poller.poll_now()).requests == 2


async def test_250_rows_in_one_interval_are_all_told_with_pages_of_100(world: World) -> None:
    poller = world.poller(batch_size=100)
    await poller.poll_now()
    world.pass_time(60)
    for place in range(250):
        world.instance.put(place, world.instance.now - timedelta(seconds=place // 5))
    assert (await poller.poll_now()).new == 250
    assert len({change.sys_id for change in world.feed()}) == 250


async def test_1000_rows_of_one_second_are_told_once_and_soon_not_asked_for_again(world: World) -> None:
    poller = world.poller(batch_size=100)
    await poller.poll_now()
    world.pass_time(60)
    for place in range(1000):
        world.instance.put(place)
    assert (await poller.poll_now()).new == 1000
    world.pass_time(5)
    again = await poller.poll_now()
    assert (again.new, again.updated, again.unchanged) == (0, 0, 1000)
    world.pass_time(10)
    await poller.poll_now()
    world.pass_time(1)
    assert (await poller.poll_now()).requests == 1
    assert len(world.feed()) == 1000


async def test_a_row_that_enters_an_old_second_after_it_was_read_is_told(world: World) -> None:
    poller = world.poller()
    world.instance.put(500)
    await poller.poll_now()
    world.pass_time(8)
    world.instance.put(3, world.instance.now - timedelta(seconds=8))
    assert (await poller.poll_now()).new == 1


async def test_a_row_of_the_instances_present_second_does_not_wait(world: World) -> None:
    poller = world.poller()
    await poller.poll_now()
    world.pass_time(30)
    await poller.poll_now()
    # Half a second later by the instance's clock, whose Date said the second's beginning.
    for place in range(5):
        world.pass_time(0.5)
        world.instance.put(place)
        assert (await poller.poll_now()).new == 1, place


@pytest.mark.parametrize("minutes", [-10, 0, 10])
async def test_our_clock_does_not_matter(world: World, minutes: int) -> None:
    world.ours.now = world.instance.now + timedelta(minutes=minutes)
    world.instance.put(1)
    poller = world.poller()
    await poller.poll_now()
    for place in range(2, 12):
        world.pass_time(7)
        world.instance.put(place)
        assert (await poller.poll_now()).new == 1, place
    for asked in world.instance.asked[1:]:
        assert f"sys_updated_on<={world.instance.now:%Y-%m-%d %H}" in asked.query


async def test_time_that_passed_unheard_is_read_by_the_first_poll_that_hears_of_it(world: World) -> None:
    """A computer that was suspended does not count that time; a sweep of many rows takes some itself."""
    poller = world.poller()
    await poller.poll_now()
    world.instance.pass_time(3600)
    world.instance.put(1)
    result = await poller.poll_now()
    assert (result.new, result.requests) == (1, 2)


async def test_an_instance_that_takes_half_a_minute_to_answer_is_not_asked_twice_for_that(world: World) -> None:
    poller = world.poller()
    await poller.poll_now()
    world.instance.before = lambda _asked: world.pass_time(30)
    results = [await poller.poll_now() for _ in range(3)]
    assert [result.requests for result in results] == [1, 1, 1]


async def test_the_same_rows_twice_change_nothing(world: World) -> None:
    for place in range(10):
        world.instance.put(place)
    await world.poller().poll_now()
    told = len(world.feed())
    # A restart reads the overlap again, and knows nothing of what it read before.
    result = await world.poller().poll_now()
    assert (result.new, result.updated, result.unchanged) == (0, 0, 10)
    assert len(world.feed()) == told


async def test_an_update_without_a_new_stamp_is_told_within_the_overlap(world: World) -> None:
    world.instance.put(1)
    poller = world.poller()
    await poller.poll_now()
    world.instance.tables["incident"][f"{1:032x}"]["short_description"] = "Quietly put out"
    assert (await poller.poll_now()).updated == 1
    assert world.stored()[f"{1:032x}"] == "Quietly put out"


async def test_hidden_rows_are_counted_and_the_rest_is_told(world: World) -> None:
    poller = world.poller(batch_size=10)
    await poller.poll_now()
    world.pass_time(60)
    for place in range(60):
        world.instance.put(place, world.instance.now - timedelta(seconds=place))
    world.instance.is_hidden = lambda row: int(row["sys_id"], 16) % 20 != 0
    result = await poller.poll_now()
    assert (result.new, result.hidden, result.error) == (3, 57, None)
