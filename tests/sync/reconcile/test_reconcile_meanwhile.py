"""The reconcile beside polls and writes, on schedule, started twice, and stopped."""

import asyncio
import time
from random import Random

import pytest

from rca_dashboard.domain.tickets.change import ChangeType
from rca_dashboard.simulator.http.faults.targets import lists_of
from rca_dashboard.simulator.request_log import Asked
from rca_dashboard.store.engine import Database
from tests.sync.reconcile.reconcile_harness import TABLE, Compared
from tests.sync.storm import Storm
from tests.sync.sync_harness import until

pytestmark = pytest.mark.usefixtures("no_waiting")


async def test_a_row_that_is_back_in_the_query_before_it_is_marked_is_not_marked(database: Database) -> None:
    async with Compared(database, 30, query="state!=6") as harness:
        sys_id = harness.sys_ids[0]
        harness.instance.update(TABLE, sys_id, state="6")

        def is_poll_after_the_confirmation(_asked: object) -> bool:
            before = list(harness.simulator.requests)[-2].parameters["sysparm_query"]
            return "sys_idIN" in before and "state!=6" in before

        def come_back() -> None:
            harness.instance.update(TABLE, sys_id, state="2", short_description="Burns again")

        harness.simulator.faults.add(fits=is_poll_after_the_confirmation, meanwhile=come_back)
        status = await harness.reconcile()
        assert (status.left_query, harness.marked()) == (0, set())
        assert harness.contents()[sys_id] == ("Burns again", 4)


async def test_a_poll_that_read_a_row_before_it_was_deleted_does_not_bring_it_back(database: Database) -> None:
    async with Compared(database, 30) as harness:
        sys_id = harness.sys_ids[0]
        harness.instance.update(TABLE, sys_id, short_description="Seen last")
        loop = asyncio.get_running_loop()
        polls: list[asyncio.Task[object]] = []

        def is_sweep(asked: Asked) -> bool:
            return "sys_updated_on" in asked.parameters["sysparm_query"]

        def delete_while_a_slow_poll_has_it() -> None:
            before = len(harness.simulator.requests)
            harness.simulator.faults.add(fits=is_sweep, trickle_seconds=1)
            loop.call_soon_threadsafe(lambda: polls.append(asyncio.create_task(harness.poller.poll_now())))
            while len(harness.simulator.requests) == before:
                time.sleep(0.01)
            time.sleep(0.2)
            harness.instance.delete(TABLE, sys_id)

        harness.simulator.faults.add(
            fits=lambda asked: asked.parameters["sysparm_limit"] == "10000", meanwhile=delete_while_a_slow_poll_has_it
        )
        assert (await harness.reconcile()).deleted == 1
        await asyncio.gather(*polls)
        assert harness.marked() == {sys_id}


@pytest.mark.parametrize("seed", range(3))
async def test_a_storm_of_writes_during_the_comparison_gets_nothing_alive_marked(database: Database, seed: int) -> None:
    query = "state!=6"  # rows leave it and come back
    async with Compared(database, 150, query=query, batch_size=50) as harness:
        harness.reconciler = harness.make(keys_in_a_page=15)
        storm = Storm(Random(seed), harness.instance, deletes=0.3)
        storm.sys_ids = [(TABLE, sys_id) for sys_id in harness.sys_ids]
        always_alive: set[str] = set()

        def rage() -> None:
            storm.rage(5)
            always_alive.intersection_update(harness.theirs(query))
            harness.pass_time(1)

        async def poll() -> None:
            while harness.reconciler.status().running:
                await harness.poller.poll_now()
                await asyncio.sleep(0.02)

        harness.simulator.faults.add(times=None, fits=lists_of(TABLE), meanwhile=rage)
        for _ in range(2):
            seen = len(harness.feed())
            always_alive.update(harness.theirs(query))
            running = asyncio.create_task(harness.reconcile())
            await asyncio.sleep(0)
            await asyncio.gather(running, poll())
            marked = {change.sys_id for change in harness.feed()[seen:] if change.type is ChangeType.DELETED}
            assert len(marked) == running.result().deleted + running.result().left_query > 0
            assert not marked & always_alive
            always_alive.clear()
        harness.simulator.faults.clear()
        harness.pass_time(60)
        await harness.reconcile()
        assert harness.contents() == harness.theirs(query)


async def test_a_second_start_does_nothing_and_a_stopped_run_says_so(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with Compared(database, 30) as harness:
        harness.instance.delete(TABLE, harness.sys_ids[0])
        harness.simulator.faults.add(fits=lambda asked: "documentkey" not in asked.query, delay_seconds=0.6)
        assert not harness.reconciler.stop()
        assert harness.reconciler.start()
        assert not harness.reconciler.start()
        assert harness.reconciler.status().running
        await asyncio.sleep(0.05)
        assert harness.reconciler.stop()
        status = await harness.reconciler.wait()
        assert (status.running, status.deleted, harness.marked()) == (False, 0, set())
        assert "Stopped before the end" in str(status.warning)
        assert status.finished_at is not None
        assert not caplog.records  # whoever stopped it knows
        harness.simulator.faults.clear()
        assert (await harness.reconcile()).deleted == 1


async def test_runs_follow_the_cron_and_report_progress(database: Database) -> None:
    async with Compared(database, 5) as harness:
        harness.instance.delete(TABLE, harness.sys_ids[0])
        assert harness.reconciler.status().next_at is None
        harness.reconciler = harness.make(cron="* * * * * *")
        await harness.reconciler.open()
        assert harness.reconciler.status().next_at is not None
        woken = harness.woken
        harness.poller.pause()
        await asyncio.sleep(1.2)
        assert harness.reconciler.status().started_at is None
        harness.poller.resume()
        await until(lambda: harness.reconciler.status().deleted == 1)
        await until(lambda: not harness.reconciler.status().running)
        assert harness.woken - woken >= 3
