"""Hints of changed records are followed immediately, and never trusted."""

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
from tests.sync.sync_harness import SyncHarness, until

TABLES = ("incident", "problem")


@pytest.fixture
async def hints(harness: SyncHarness, database: Database) -> AsyncIterator[Hints]:
    harness.instance.tables.setdefault("problem", {})
    client = TableClient(harness.instance.url, timeout_seconds=20)
    plan = PollingPlan(tables=TABLES, query="state=1")
    made = Hints(client, Writer(database), plan, wake=harness.wake, clock=harness.ours.clock)
    yield made
    await made.aclose()
    await client.aclose()


async def rest(hints: Hints) -> None:
    """Wait until no hint waits any more."""
    await until(lambda: not hints._running.is_running)


def reads_of(harness: SyncHarness, sys_id: str) -> int:
    return sum(sys_id in asked.query for asked in harness.instance.asked)


async def test_a_record_is_read_and_stored_and_no_cursor_moves(harness: SyncHarness, hints: Hints) -> None:
    sys_id = harness.instance.put(1)
    harness.instance.put(2)
    assert hints.add("incident", sys_id)
    await rest(hints)
    (change,) = harness.feed()
    assert (change.sys_id, change.origin) == (sys_id, Origin.WEBHOOK)
    assert harness.woken == 1
    assert load_cursor(harness.database, "incident").since is None


async def test_the_poll_that_comes_later_finds_nothing_new(harness: SyncHarness, hints: Hints) -> None:
    poller = harness.poller()
    await poller.poll_now()
    harness.pass_time(5)
    hints.add("incident", harness.instance.put(1))
    await rest(hints)
    result = await poller.poll_now()
    assert (result.new, result.updated, result.unchanged) == (0, 0, 1)
    assert len(harness.feed()) == 1


async def test_a_thousand_hints_in_a_burst_read_each_record_once(harness: SyncHarness, hints: Hints) -> None:
    sys_ids = [harness.instance.put(place) for place in range(250)]
    for number in range(1000):
        hints.add("incident", sys_ids[number % 250])
    await rest(hints)
    assert {reads_of(harness, sys_id) for sys_id in sys_ids} == {1}
    assert len(harness.instance.asked) <= 3
    assert len(harness.feed()) == 250


async def test_a_record_hinted_at_without_end_is_read_all_the_same(
    harness: SyncHarness, hints: Hints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints_module, "LONGEST_WAIT_SECONDS", 0.3)
    sys_id = harness.instance.put(1)
    async with asyncio.timeout(10):
        while not harness.feed():
            hints.add("incident", sys_id)
            await asyncio.sleep(0.01)
    assert reads_of(harness, sys_id) == 1


async def test_a_change_during_the_read_is_read_too(harness: SyncHarness, hints: Hints) -> None:
    sys_id = harness.instance.put(1, short_description="first")

    def change(asked: Asked) -> Response | None:
        if len(harness.instance.asked) > 1:
            return None
        # What was read is the old version, and the hint of the new one comes before the answer.
        old = JSONResponse({"result": [dict(harness.instance.tables["incident"][sys_id])]})
        harness.instance.put(1, short_description="second")
        loop.call_soon_threadsafe(hints.add, asked.table, sys_id)
        return old

    loop = asyncio.get_running_loop()
    harness.instance.before = change
    hints.add("incident", sys_id)
    await until(lambda: harness.stored().get(sys_id) == "second")
    assert reads_of(harness, sys_id) == 2


async def test_tables_are_asked_apart(harness: SyncHarness, hints: Hints) -> None:
    hints.add("incident", harness.instance.put(1))
    hints.add("problem", harness.instance.put(2, table="problem"))
    await rest(hints)
    assert {(change.table, change.sys_id) for change in harness.feed()} == {
        ("incident", f"{1:032x}"),
        ("problem", f"{2:032x}"),
    }


async def test_a_record_that_is_not_there_or_outside_the_query_changes_nothing(
    harness: SyncHarness, hints: Hints
) -> None:
    hints.add("incident", f"{99:032x}")
    hints.add("incident", harness.instance.put(1, state="7"))
    await rest(hints)
    assert harness.feed() == []
    assert harness.woken == 0


async def test_rows_that_were_not_requested_are_ignored(harness: SyncHarness, hints: Hints) -> None:
    sys_id = harness.instance.put(1)
    harness.instance.put(2)
    rows = [dict(row) for row in harness.instance.tables["incident"].values()]
    harness.instance.before = lambda _asked: JSONResponse({"result": rows})
    hints.add("incident", sys_id)
    await rest(hints)
    assert [change.sys_id for change in harness.feed()] == [sys_id]


async def test_an_older_version_changes_nothing(harness: SyncHarness, hints: Hints) -> None:
    sys_id = harness.instance.put(1, short_description="new", sys_mod_count="5")
    hints.add("incident", sys_id)
    await rest(hints)
    old = harness.instance.now - timedelta(minutes=1)
    harness.instance.put(1, old, short_description="old", sys_mod_count="4")
    hints.add("incident", sys_id)
    await rest(hints)
    assert harness.stored() == {sys_id: "new"}


async def test_a_failing_instance_loses_nothing_and_is_logged_once(
    harness: SyncHarness, hints: Hints, caplog: pytest.LogCaptureFixture
) -> None:
    poller = harness.poller()
    await poller.poll_now()
    harness.pass_time(5)
    sys_id = harness.instance.put(1)
    harness.instance.before = lambda _asked: Response(status_code=503)
    for _ in range(3):
        hints.add("incident", sys_id)
        await rest(hints)
    (told,) = caplog.records
    assert told.message.startswith("Reading of hinted records failed: ServiceNow at 127.0.0.1:")
    harness.instance.before = lambda _asked: None
    assert (await poller.poll_now()).new == 1
    harness.instance.put(1, short_description="well again")
    hints.add("incident", sys_id)
    await rest(hints)
    assert harness.stored() == {sys_id: "well again"}
    assert caplog.records[-1].message.startswith("Reading of hinted records recovered after ")
    assert len(caplog.records) == 2


async def test_an_instance_that_asks_to_wait_is_left_alone(harness: SyncHarness, hints: Hints) -> None:
    harness.instance.before = lambda _asked: Response(status_code=429, headers={"Retry-After": "60"})
    for place in range(3):
        hints.add("incident", f"{place:032x}")
        await rest(hints)
    assert len(harness.instance.asked) == 1


async def test_too_many_hints_are_left_to_the_poll(hints: Hints, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints_module, "MOST_WAITING", 5)
    assert [hints.add("incident", f"{place:032x}") for place in range(7)] == [True] * 5 + [False] * 2
    assert hints.add("incident", f"{0:032x}")
