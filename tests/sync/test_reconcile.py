"""What polling cannot see is found by comparing, and an absence that is no deletion is not believed."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from rca_dashboard.domain.bulk_import import ImportPlace
from rca_dashboard.domain.change import ChangeType
from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.simulator.access_rules import AccessRules
from rca_dashboard.simulator.request_log import Asked
from rca_dashboard.simulator.targets import lists_of
from rca_dashboard.store.engine import Database
from rca_dashboard.store.import_places import forget_places, save_places
from tests.sync.compared import NOON, TABLE, Compared
from tests.sync.storm import Storm
from tests.sync.world import until


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rca_dashboard.sync.reconcile_asking._WAITS", (0.0, 0.0))


async def test_1000_deletes_100_silent_updates_and_50_rows_out_of_the_query_take_25_requests_and_less_than_a_minute(
    database: Database,
) -> None:
    query = "priority!=5"
    async with Compared(database, 2000, query=query) as world:
        gone, silent, left = world.sys_ids[:1000], world.sys_ids[1000:1100], world.sys_ids[1100:1150]
        for sys_id in gone:
            world.instance.delete(TABLE, sys_id)
        for sys_id in silent:
            # Half of them move nothing; the others their count, as an import into ServiceNow does.
            is_counted = sys_id < silent[50]
            moved = {"sys_mod_count": "3"} if is_counted else {}
            world.instance.update(TABLE, sys_id, short_description="Put out", auto_sys_fields=False, **moved)
        for place, sys_id in enumerate(left):
            world.instance.update(TABLE, sys_id, priority="5", auto_sys_fields=place % 2 == 0)
        status = await world.reconcile()
        assert (status.checked, status.deleted, status.left_query, status.silent) == (950, 1000, 50, 100)
        assert (status.running, status.warning) == (False, None)
        assert status.requests <= 25
        assert status.finished_at is not None
        assert world.marked() == {*gone, *left}
        assert world.contents() == world.theirs(query)
        told = [change.type for change in world.feed()[2000:]]
        assert told.count(ChangeType.DELETED) == 1050
        assert told.count(ChangeType.UPDATED) == 100
        again = await world.reconcile()
        assert (again.deleted, again.left_query, again.silent) == (0, 0, 0)
        assert again.requests <= 4


ROLES: dict[str, Callable[[AccessRules], object]] = {
    "every row is hidden": lambda rules: rules.hide(TABLE, lambda _row: True),
    "half of the rows are hidden": lambda rules: rules.hide(TABLE, lambda row: int(row["sys_id"], 16) % 2 == 0),
    "the table is denied": lambda rules: rules.deny(TABLE),
    "sys_id is not shown": lambda rules: rules.drop_fields(TABLE, "sys_id"),
    "sys_id is refused": lambda rules: rules.refuse_fields(TABLE, "sys_id"),
    "the query's field is refused": lambda rules: rules.refuse_fields(TABLE, "priority"),
}


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_that_was_taken_away_marks_nothing_and_is_told(database: Database, role: str) -> None:
    async with Compared(database, 300, query="priority!=5") as world:
        before = world.contents()
        ROLES[role](world.simulator.rules)
        status = await world.reconcile()
        assert status.warning
        assert (status.deleted, status.left_query, status.silent) == (0, 0, 0)
        assert world.contents() == before
        assert status.requests <= 10


async def test_a_query_that_has_lost_its_meaning_marks_nothing(database: Database) -> None:
    async with Compared(database, 300, query="u_region=north^priority!=5") as world:
        world.simulator.rules.invalid_query_returns_no_rows = True
        for sys_id in world.sys_ids:
            world.instance.update(TABLE, sys_id, work_start="2026-11-23 12:00:00")
        status = await world.reconcile()
        assert "300 of 300 tickets" in str(status.warning)
        assert (status.deleted, status.left_query, world.marked()) == (0, 0, set())


@pytest.mark.parametrize(("count", "is_believed"), [(10, True), (20, False)])
async def test_without_an_audit_a_twentieth_may_be_gone_and_no_more(
    database: Database, count: int, *, is_believed: bool
) -> None:
    async with Compared(database, 300) as world:
        for sys_id in world.sys_ids[:count]:
            world.instance.delete(TABLE, sys_id, is_audited=False)
        status = await world.reconcile()
        assert status.deleted == (count if is_believed else 0)
        assert world.marked() == (set(world.sys_ids[:count]) if is_believed else set())
        assert (status.warning is None) == is_believed


async def test_an_audit_that_may_not_be_read_is_no_failure(database: Database) -> None:
    async with Compared(database, 100) as world:
        world.simulator.rules.deny("sys_audit_delete")
        for sys_id in world.sys_ids[:50]:
            world.instance.delete(TABLE, sys_id)
        status = await world.reconcile()
        assert status.deleted == 0
        assert "50 of 100 tickets" in str(status.warning)
        assert "sys_audit_delete" in str(status.warning)


class Uncounted(TableClient):
    """Asks through a proxy that takes the count out of the answers."""

    async def get_page(self, *arguments: Any, **special: Any) -> TablePage:
        return replace(await super().get_page(*arguments, **special), total=None)


async def test_where_rows_are_not_counted_only_audited_deletions_are_believed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.sync.compared.TableClient", Uncounted)
    async with Compared(database, 300) as world:
        gone, hidden = world.sys_ids[:2]
        world.instance.delete(TABLE, gone)
        world.simulator.rules.hide(TABLE, lambda row: row["sys_id"] == hidden)
        status = await world.reconcile()
        assert (status.deleted, world.marked()) == (1, {gone})
        assert "1 of 300 tickets of the table 'incident' are missing" in str(status.warning)
        world.simulator.rules.clear()
        assert (await world.reconcile()).warning is None


async def test_deleted_rows_are_told_from_hidden_ones_among_them(database: Database) -> None:
    async with Compared(database, 1000) as world:
        hidden, gone = world.sys_ids[500:508], world.sys_ids[501:540:3]
        for sys_id in gone:
            world.instance.delete(TABLE, sys_id)
        world.simulator.rules.hide(TABLE, lambda row: row["sys_id"] in hidden)
        assert (await world.reconcile()).deleted == len(gone)
        assert world.marked() == set(gone)


async def test_a_ticket_that_is_back_is_brought_back_whatever_its_version(database: Database) -> None:
    async with Compared(database, 10) as world:
        sys_id, other = world.sys_ids[:2]
        world.instance.delete(TABLE, sys_id)
        await world.reconcile()
        assert world.marked() == {sys_id}
        world.instance.insert(TABLE, sys_id=sys_id, short_description="Burns again")
        world.pass_time(60)
        await world.poller.poll_now()
        assert world.marked() == set()
        # Between two runs another one is deleted and made again: it counts from 0, and no poll may overwrite ours.
        world.instance.delete(TABLE, other)
        world.instance.insert(TABLE, sys_id=other, short_description="Made again")
        await world.poller.poll_now()
        assert world.contents()[other] != ("Made again", 0)
        world.pass_time(60)
        await world.reconcile()
        assert world.contents() == world.theirs()


async def test_rows_that_polling_missed_are_brought_once_the_history_is_in(database: Database) -> None:
    async with Compared(database, 50) as world:
        old = {"sys_updated_on": "2026-11-01 00:00:00", "sys_created_on": "2026-11-01 00:00:00"}
        world.instance.load(TABLE, [{"sys_id": "f" * 32, "sys_mod_count": "1", "short_description": "Missed", **old}])
        assert (await world.reconcile()).silent == 1
        assert world.contents() == world.theirs()


async def test_without_an_import_only_what_we_hold_is_compared(database: Database) -> None:
    async with Compared(database, 50) as world:
        forget_places(database, [TABLE])
        world.instance.load(TABLE, [{"sys_id": "f" * 32, "sys_updated_on": "2026-11-01 00:00:00"}])
        world.instance.update(TABLE, world.sys_ids[0], short_description="Put out", auto_sys_fields=False)
        assert (await world.reconcile()).silent == 1
        assert "f" * 32 not in world.contents()


async def test_a_table_that_is_being_imported_waits(database: Database) -> None:
    async with Compared(database, 5) as world:
        save_places(database, [ImportPlace(table=TABLE, until=NOON, started_at=NOON)])
        world.instance.delete(TABLE, world.sys_ids[0])
        status = await world.reconcile()
        assert "being imported" in str(status.warning)
        assert (status.requests, world.marked()) == (0, set())


async def test_content_is_read_again_in_turn_within_the_budget(database: Database) -> None:
    async with Compared(database, 100, batch_size=10) as world:
        world.reconciler = world.make(content_requests=4)
        for sys_id in world.sys_ids:
            world.instance.update(TABLE, sys_id, short_description="Put out", auto_sys_fields=False)
        found = [await world.reconcile() for _ in range(4)]
        assert [status.silent for status in found] == [40, 40, 20, 0]
        assert [status.requests for status in found] == [5, 5, 3, 5]
        assert world.contents() == world.theirs()


async def test_a_large_table_leaves_requests_to_the_others(database: Database) -> None:
    async with Compared(database, 100, batch_size=10, tables=(TABLE, "problem", "change_request")) as world:
        world.reconciler = world.make(content_requests=6)
        for sys_id in world.sys_ids:
            world.instance.update(TABLE, sys_id, short_description="Put out", auto_sys_fields=False)
        assert (await world.reconcile()).silent == 20


async def test_a_failure_on_the_way_marks_nothing_and_is_logged_once(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard.sync.reconcile")
    async with Compared(database, 100) as world:
        world.reconciler = world.make(keys_in_a_page=10)
        world.instance.delete(TABLE, world.sys_ids[0])
        for _ in range(2):
            world.simulator.faults.add(
                times=None, after=3, fits=lambda asked: asked.parameters["sysparm_limit"] == "10", html=True
            )
            status = await world.reconcile()
            assert "a web page instead of JSON" in str(status.warning)
            assert (status.checked, status.deleted, world.marked()) == (30, 0, set())
            world.simulator.faults.clear()
        assert (await world.reconcile()).deleted == 1
        messages = [record.getMessage() for record in caplog.records]
        assert [message.split(":")[0] for message in messages] == [
            "Comparing with ServiceNow",
            "Compared 99 rows with ServiceNow",
            "Comparing with ServiceNow is well again.",
        ]


async def test_a_row_that_is_back_in_the_query_before_it_is_marked_is_not_marked(database: Database) -> None:
    async with Compared(database, 30, query="state!=6") as world:
        sys_id = world.sys_ids[0]
        world.instance.update(TABLE, sys_id, state="6")

        def is_poll_after_the_confirmation(_asked: object) -> bool:
            before = list(world.simulator.requests)[-2].parameters["sysparm_query"]
            return "sys_idIN" in before and "state!=6" in before

        def come_back() -> None:
            world.instance.update(TABLE, sys_id, state="2", short_description="Burns again")

        world.simulator.faults.add(fits=is_poll_after_the_confirmation, meanwhile=come_back)
        status = await world.reconcile()
        assert (status.left_query, world.marked()) == (0, set())
        assert world.contents()[sys_id] == ("Burns again", 4)


async def test_a_poll_that_read_a_row_before_it_was_deleted_does_not_bring_it_back(database: Database) -> None:
    async with Compared(database, 30) as world:
        sys_id = world.sys_ids[0]
        world.instance.update(TABLE, sys_id, short_description="Seen last")
        loop = asyncio.get_running_loop()
        polls: list[asyncio.Task[object]] = []

        def is_sweep(asked: Asked) -> bool:
            return "sys_updated_on" in asked.parameters["sysparm_query"]

        def delete_while_a_slow_poll_has_it() -> None:
            before = len(world.simulator.requests)
            world.simulator.faults.add(fits=is_sweep, trickle_seconds=1)
            loop.call_soon_threadsafe(lambda: polls.append(asyncio.create_task(world.poller.poll_now())))
            while len(world.simulator.requests) == before:
                time.sleep(0.01)
            time.sleep(0.2)
            world.instance.delete(TABLE, sys_id)

        world.simulator.faults.add(
            fits=lambda asked: asked.parameters["sysparm_limit"] == "10000", meanwhile=delete_while_a_slow_poll_has_it
        )
        assert (await world.reconcile()).deleted == 1
        await asyncio.gather(*polls)
        assert world.marked() == {sys_id}


@pytest.mark.parametrize("seed", range(3))
async def test_a_storm_of_writes_during_the_comparison_gets_nothing_alive_marked(database: Database, seed: int) -> None:
    query = "state!=6"  # rows leave it and come back
    async with Compared(database, 150, query=query, batch_size=50) as world:
        world.reconciler = world.make(keys_in_a_page=15)
        storm = Storm(Random(seed), world.instance, deletes=0.3)
        storm.sys_ids = [(TABLE, sys_id) for sys_id in world.sys_ids]
        always_alive: set[str] = set()

        def rage() -> None:
            storm.rage(5)
            always_alive.intersection_update(world.theirs(query))
            world.pass_time(1)

        async def poll() -> None:
            while world.reconciler.status().running:
                await world.poller.poll_now()
                await asyncio.sleep(0.02)

        world.simulator.faults.add(times=None, fits=lists_of(TABLE), meanwhile=rage)
        for _ in range(2):
            seen = len(world.feed())
            always_alive.update(world.theirs(query))
            running = asyncio.create_task(world.reconcile())
            await asyncio.sleep(0)
            await asyncio.gather(running, poll())
            marked = {change.sys_id for change in world.feed()[seen:] if change.type is ChangeType.DELETED}
            assert len(marked) == running.result().deleted + running.result().left_query > 0
            assert not marked & always_alive
            always_alive.clear()
        world.simulator.faults.clear()
        world.pass_time(60)
        await world.reconcile()
        assert world.contents() == world.theirs(query)


async def test_a_second_start_does_nothing_and_a_stopped_run_says_so(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with Compared(database, 30) as world:
        world.instance.delete(TABLE, world.sys_ids[0])
        world.simulator.faults.add(fits=lambda asked: "documentkey" not in asked.query, delay_seconds=0.6)
        assert not world.reconciler.stop()
        assert world.reconciler.start()
        assert not world.reconciler.start()
        assert world.reconciler.status().running
        await asyncio.sleep(0.05)
        assert world.reconciler.stop()
        status = await world.reconciler.wait()
        assert (status.running, status.deleted, world.marked()) == (False, 0, set())
        assert "stopped before its end" in str(status.warning)
        assert status.finished_at is not None
        assert not caplog.records  # whoever stopped it knows
        world.simulator.faults.clear()
        assert (await world.reconcile()).deleted == 1


async def test_runs_come_by_the_cron_and_are_told_as_they_go(database: Database) -> None:
    async with Compared(database, 5) as world:
        world.instance.delete(TABLE, world.sys_ids[0])
        assert world.reconciler.status().next_at is None
        world.reconciler = world.make(cron="* * * * * *")
        world.reconciler.open()
        assert world.reconciler.status().next_at is not None
        woken = world.woken
        world.poller.pause()
        await asyncio.sleep(1.2)
        assert world.reconciler.status().started_at is None
        world.poller.resume()
        await until(lambda: world.reconciler.status().deleted == 1)
        await until(lambda: not world.reconciler.status().running)
        assert world.woken - woken >= 3
