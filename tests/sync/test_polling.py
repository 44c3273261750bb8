"""Keeping up: what changes in the instance is in the feed after the next poll, once, whatever the clocks say."""

from datetime import timedelta

import pytest

from rca_dashboard.domain.change import ChangeType, Origin
from rca_dashboard.store.cursors import load_cursor
from rca_dashboard.store.polls import recent_polls
from tests.servicenow.table_server import Asked
from tests.statements import sent_to, writes
from tests.sync.world import World


async def test_the_first_poll_imports_all_history_and_what_follows_is_news(world: World) -> None:
    for place in range(25):
        world.instance.put(place, world.instance.now - timedelta(days=place))
    poller = world.poller(batch_size=10)
    result = await poller.poll_now()
    assert (result.new, result.error) == (25, None)
    assert {change.origin for change in world.feed()} == {Origin.IMPORT}
    cursor = load_cursor(world.database, "incident")
    assert (cursor.is_imported, cursor.imported, cursor.to_import, cursor.until) == (True, 25, 25, None)
    world.pass_time(60)
    world.instance.put(99)
    assert (await poller.poll_now()).new == 1
    assert [(change.origin, change.type) for change in world.feed(25)] == [(Origin.POLL, ChangeType.NEW)]


async def test_without_import_the_first_poll_begins_at_the_instances_now(world: World) -> None:
    world.instance.put(1, world.instance.now - timedelta(hours=1))
    world.instance.put(2, world.instance.now - timedelta(seconds=5))
    poller = world.poller(is_import_enabled=False)
    assert (await poller.poll_now()).new == 1
    assert [change.origin for change in world.feed()] == [Origin.POLL]
    # A restart must not begin at its own now: what happened while we were away counts.
    world.pass_time(3600)
    world.instance.put(3, world.instance.now - timedelta(minutes=30))
    assert (await world.poller(is_import_enabled=False).poll_now()).new == 1


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
    for place in range(60):
        world.instance.put(place, world.instance.now - timedelta(seconds=place))
    world.instance.is_hidden = lambda row: int(row["sys_id"], 16) % 20 != 0
    result = await world.poller(batch_size=10).poll_now()
    assert (result.new, result.hidden, result.error) == (3, 57, None)


async def test_what_changes_during_a_long_import_is_read_in_the_same_poll(world: World) -> None:
    for place in range(100):
        world.instance.put(place, world.instance.now - timedelta(days=1))

    def go_on(_asked: Asked) -> None:
        world.pass_time(30)
        if len(world.instance.asked) == 5:
            world.instance.put(50, short_description="Put out")

    world.instance.before = go_on
    poller = world.poller(batch_size=10)
    result = await poller.poll_now()
    assert (result.new + result.updated) in {100, 101}
    assert world.stored()[f"{50:032x}"] == "Put out"
    assert len(world.stored()) == 100


async def test_progress_of_an_import_is_told_as_it_goes(world: World) -> None:
    for place in range(50):
        world.instance.put(place, world.instance.now - timedelta(days=1))
    poller = world.poller(batch_size=10)
    seen: list[tuple[bool, int, int]] = []

    def look() -> None:
        status = poller.status()
        seen.append((status.is_importing, status.imported, status.to_import))

    world.on_wake = look
    await poller.poll_now()
    assert seen[:4] == [(True, 10, 50), (True, 20, 50), (True, 30, 50), (True, 40, 50)]
    assert not poller.status().is_importing
