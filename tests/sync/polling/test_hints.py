"""Hints of changed records are followed at once, and trusted in nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from starlette.responses import JSONResponse, Response

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress.cursors import load_cursor
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling import hints as hints_module
from rca_dashboard.sync.polling.hints import Hints
from rca_dashboard.sync.writer import Writer
from tests.servicenow.table_server import Asked
from tests.sync.sync_harness import World, until

TABLES = ("incident", "problem")


@pytest.fixture
async def hints(world: World, database: Database) -> AsyncIterator[Hints]:
    world.instance.tables.setdefault("problem", {})
    client = TableClient(world.instance.url, timeout_seconds=20)
    plan = PollingPlan(tables=TABLES, query="state=1")
    made = Hints(client, Writer(database), plan, wake=world.wake, clock=world.ours.clock)
    yield made
    await made.aclose()
    await client.aclose()


async def rest(hints: Hints) -> None:
    """Wait until no hint waits any more."""
    await until(lambda: hints._running is None or hints._running.done())


def reads_of(world: World, sys_id: str) -> int:
    return sum(sys_id in asked.query for asked in world.instance.asked)


async def test_a_record_is_read_and_told_of_and_no_cursor_moves(world: World, hints: Hints) -> None:
    sys_id = world.instance.put(1)
    world.instance.put(2)
    assert hints.add("incident", sys_id)
    await rest(hints)
    (change,) = world.feed()
    assert (change.sys_id, change.origin) == (sys_id, Origin.WEBHOOK)
    assert world.woken == 1
    assert load_cursor(world.database, "incident").since is None


async def test_the_poll_that_comes_later_finds_nothing_new(world: World, hints: Hints) -> None:
    poller = world.poller()
    await poller.poll_now()
    world.pass_time(5)
    hints.add("incident", world.instance.put(1))
    await rest(hints)
    result = await poller.poll_now()
    assert (result.new, result.updated, result.unchanged) == (0, 0, 1)
    assert len(world.feed()) == 1


async def test_a_thousand_hints_in_a_burst_read_each_record_once(world: World, hints: Hints) -> None:
    sys_ids = [world.instance.put(place) for place in range(250)]
    for number in range(1000):
        hints.add("incident", sys_ids[number % 250])
    await rest(hints)
    assert {reads_of(world, sys_id) for sys_id in sys_ids} == {1}
    assert len(world.instance.asked) <= 3
    assert len(world.feed()) == 250


async def test_a_record_hinted_at_without_end_is_read_all_the_same(
    world: World, hints: Hints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints_module, "LONGEST_WAIT_SECONDS", 0.3)
    sys_id = world.instance.put(1)
    async with asyncio.timeout(10):
        while not world.feed():
            hints.add("incident", sys_id)
            await asyncio.sleep(0.01)
    assert reads_of(world, sys_id) == 1


async def test_a_change_during_the_read_is_read_too(world: World, hints: Hints) -> None:
    sys_id = world.instance.put(1, short_description="first")

    def change(asked: Asked) -> Response | None:
        if len(world.instance.asked) > 1:
            return None
        # What was read is the old version, and the hint of the new one comes before the answer.
        old = JSONResponse({"result": [dict(world.instance.tables["incident"][sys_id])]})
        world.instance.put(1, short_description="second")
        loop.call_soon_threadsafe(hints.add, asked.table, sys_id)
        return old

    loop = asyncio.get_running_loop()
    world.instance.before = change
    hints.add("incident", sys_id)
    await until(lambda: world.stored().get(sys_id) == "second")
    assert reads_of(world, sys_id) == 2


async def test_tables_are_asked_apart(world: World, hints: Hints) -> None:
    hints.add("incident", world.instance.put(1))
    hints.add("problem", world.instance.put(2, table="problem"))
    await rest(hints)
    assert {(change.table, change.sys_id) for change in world.feed()} == {
        ("incident", f"{1:032x}"),
        ("problem", f"{2:032x}"),
    }


async def test_a_record_that_is_not_there_or_outside_the_query_changes_nothing(world: World, hints: Hints) -> None:
    hints.add("incident", f"{99:032x}")
    hints.add("incident", world.instance.put(1, state="7"))
    await rest(hints)
    assert world.feed() == []
    assert world.woken == 0


async def test_rows_that_nobody_asked_for_are_left_alone(world: World, hints: Hints) -> None:
    sys_id = world.instance.put(1)
    world.instance.put(2)
    rows = [dict(row) for row in world.instance.tables["incident"].values()]
    world.instance.before = lambda _asked: JSONResponse({"result": rows})
    hints.add("incident", sys_id)
    await rest(hints)
    assert [change.sys_id for change in world.feed()] == [sys_id]


async def test_an_older_version_changes_nothing(world: World, hints: Hints) -> None:
    sys_id = world.instance.put(1, short_description="new", sys_mod_count="5")
    hints.add("incident", sys_id)
    await rest(hints)
    old = world.instance.now - timedelta(minutes=1)
    world.instance.put(1, old, short_description="old", sys_mod_count="4")
    hints.add("incident", sys_id)
    await rest(hints)
    assert world.stored() == {sys_id: "new"}


async def test_a_failing_instance_loses_nothing_and_is_told_of_once(
    world: World, hints: Hints, caplog: pytest.LogCaptureFixture
) -> None:
    poller = world.poller()
    await poller.poll_now()
    world.pass_time(5)
    sys_id = world.instance.put(1)
    world.instance.before = lambda _asked: Response(status_code=503)
    for _ in range(3):
        hints.add("incident", sys_id)
        await rest(hints)
    (told,) = caplog.records
    assert told.message.startswith("Hints of changed records are left to polling: ServiceNow at 127.0.0.1:")
    world.instance.before = lambda _asked: None
    assert (await poller.poll_now()).new == 1
    world.instance.put(1, short_description="well again")
    hints.add("incident", sys_id)
    await rest(hints)
    assert world.stored() == {sys_id: "well again"}
    assert caplog.records[-1].message == "Hints of changed records are followed again."
    assert len(caplog.records) == 2


async def test_an_instance_that_asks_to_wait_is_left_alone(world: World, hints: Hints) -> None:
    world.instance.before = lambda _asked: Response(status_code=429, headers={"Retry-After": "60"})
    for place in range(3):
        hints.add("incident", f"{place:032x}")
        await rest(hints)
    assert len(world.instance.asked) == 1


async def test_too_many_hints_are_left_to_the_poll(hints: Hints, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints_module, "MOST_WAITING", 5)
    assert [hints.add("incident", f"{place:032x}") for place in range(7)] == [True] * 5 + [False] * 2
    assert hints.add("incident", f"{0:032x}")
