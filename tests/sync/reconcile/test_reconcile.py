"""The reconcile finds what polling cannot see, within a budget of requests."""

import asyncio

import pytest

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.tickets.change import ChangeType
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress.import_places import forget_places, save_places
from tests.sync.reconcile.reconcile_harness import NOON, TABLE, Compared

pytestmark = pytest.mark.usefixtures("no_waiting")


async def test_1000_deletes_100_silent_updates_and_50_rows_out_of_the_query_take_25_requests_and_less_than_a_minute(
    database: Database,
) -> None:
    query = "priority!=5"
    async with Compared(database, 2000, query=query) as harness:
        gone, silent, left = harness.sys_ids[:1000], harness.sys_ids[1000:1100], harness.sys_ids[1100:1150]
        for sys_id in gone:
            harness.instance.delete(TABLE, sys_id)
        for sys_id in silent:
            # Half of them move nothing; the others their count, as an import into ServiceNow does.
            is_counted = sys_id < silent[50]
            moved = {"sys_mod_count": "3"} if is_counted else {}
            harness.instance.update(TABLE, sys_id, short_description="Put out", auto_sys_fields=False, **moved)
        for place, sys_id in enumerate(left):
            harness.instance.update(TABLE, sys_id, priority="5", auto_sys_fields=place % 2 == 0)
        status = await harness.reconcile()
        assert (status.checked, status.deleted, status.left_query, status.silent) == (950, 1000, 50, 100)
        assert (status.running, status.warning) == (False, None)
        assert status.requests <= 25
        assert status.finished_at is not None
        assert harness.marked() == {*gone, *left}
        assert harness.contents() == harness.theirs(query)
        types = [change.type for change in harness.feed()[2000:]]
        assert types.count(ChangeType.DELETED) == 1050
        assert types.count(ChangeType.UPDATED) == 100
        again = await harness.reconcile()
        assert (again.deleted, again.left_query, again.silent) == (0, 0, 0)
        assert again.requests <= 4


async def test_a_ticket_that_is_back_is_brought_back_whatever_its_version(database: Database) -> None:
    async with Compared(database, 10) as harness:
        sys_id, other = harness.sys_ids[:2]
        harness.instance.delete(TABLE, sys_id)
        await harness.reconcile()
        assert harness.marked() == {sys_id}
        harness.instance.insert(TABLE, sys_id=sys_id, short_description="Burns again")
        harness.pass_time(60)
        await harness.poller.poll_now()
        assert harness.marked() == set()
        # Between two runs another one is deleted and created again: it counts from 0, which no poll may overwrite.
        harness.instance.delete(TABLE, other)
        harness.instance.insert(TABLE, sys_id=other, short_description="Made again")
        await harness.poller.poll_now()
        assert harness.contents()[other] != ("Made again", 0)
        harness.pass_time(60)
        await harness.reconcile()
        assert harness.contents() == harness.theirs()


async def test_rows_that_polling_missed_are_brought_once_the_history_is_in(database: Database) -> None:
    async with Compared(database, 50) as harness:
        old = {"sys_updated_on": "2026-11-01 00:00:00", "sys_created_on": "2026-11-01 00:00:00"}
        harness.instance.load(TABLE, [{"sys_id": "f" * 32, "sys_mod_count": "1", "short_description": "Missed", **old}])
        assert (await harness.reconcile()).silent == 1
        assert harness.contents() == harness.theirs()


async def test_without_an_import_only_what_we_hold_is_compared(database: Database) -> None:
    async with Compared(database, 50) as harness:
        forget_places(database, [TABLE])
        harness.instance.load(TABLE, [{"sys_id": "f" * 32, "sys_updated_on": "2026-11-01 00:00:00"}])
        harness.instance.update(TABLE, harness.sys_ids[0], short_description="Put out", auto_sys_fields=False)
        assert (await harness.reconcile()).silent == 1
        assert "f" * 32 not in harness.contents()


async def test_a_table_that_is_being_imported_waits(database: Database) -> None:
    async with Compared(database, 5) as harness:
        save_places(database, [ImportPlace(table=TABLE, until=NOON, started_at=NOON)])
        harness.instance.delete(TABLE, harness.sys_ids[0])
        status = await harness.reconcile()
        assert "being imported" in str(status.warning)
        assert (status.requests, harness.marked()) == (0, set())


async def test_content_is_read_again_in_turn_within_the_budget(database: Database) -> None:
    async with Compared(database, 100, batch_size=10) as harness:
        harness.reconciler = harness.make(content_requests=4)
        for sys_id in harness.sys_ids:
            harness.instance.update(TABLE, sys_id, short_description="Put out", auto_sys_fields=False)
        found = [await harness.reconcile() for _ in range(4)]
        assert [status.silent for status in found] == [40, 40, 20, 0]
        # The third one reads 20 rows in two full pages, and sees from an empty one that nothing follows.
        assert [status.requests for status in found] == [5, 5, 4, 5]
        assert harness.contents() == harness.theirs()


async def test_a_large_table_leaves_requests_to_the_others(database: Database) -> None:
    async with Compared(database, 100, batch_size=10, tables=(TABLE, "problem", "change_request")) as harness:
        harness.reconciler = harness.make(content_requests=6)
        for sys_id in harness.sys_ids:
            harness.instance.update(TABLE, sys_id, short_description="Put out", auto_sys_fields=False)
        assert (await harness.reconcile()).silent == 20


async def test_a_restart_remembers_how_the_last_run_ended(database: Database) -> None:
    async with Compared(database, 10) as harness:
        harness.instance.delete(TABLE, harness.sys_ids[0])
        status = await harness.reconcile()
        after = harness.make()
        await after.open()
        assert after.status() == status
        assert status.deleted == 1
        await harness.reconcile()
        later = harness.make()
        await later.open()
        assert later.status().deleted == 0


async def test_a_restart_remembers_that_the_last_run_was_stopped(database: Database) -> None:
    async with Compared(database, 10) as harness:
        harness.simulator.faults.add(times=None, delay_seconds=1)
        assert harness.reconciler.start()
        await asyncio.sleep(0)
        assert harness.reconciler.stop()
        status = await harness.reconciler.wait()
        assert "Stopped before the end" in (status.warning or "")
        after = harness.make()
        await after.open()
        assert after.status() == status
