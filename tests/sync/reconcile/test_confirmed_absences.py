"""Absences that are too many to be trusted wait for an admin, who confirms them once."""

import pytest

from rca_dashboard.domain.tickets.change import ChangeType
from rca_dashboard.store.engine import Database
from tests.sync.reconcile.reconcile_harness import TABLE, Compared

pytestmark = pytest.mark.usefixtures("no_waiting")


def archive(harness: Compared, sys_ids: list[str]) -> None:
    for sys_id in sys_ids:
        harness.instance.delete(TABLE, sys_id, is_audited=False)


async def hourly(harness: Compared) -> int:
    """Reconcile as the schedule does, and return how many requests listed sys_ids."""
    harness.pass_time(3600)
    await harness.poller.poll_now()
    before = harness.client.requests
    harness.reconciler.start(is_asked_for=False)
    await harness.reconciler.wait()
    return harness.client.requests - before


async def confirm(harness: Compared) -> None:
    assert harness.reconciler.confirm_absences()
    await harness.reconciler.wait()


async def test_archived_tickets_are_listed_once_confirmed_once_and_not_requested_every_hour(database: Database) -> None:
    async with Compared(database, 1000) as harness:
        gone = harness.sys_ids[:300]
        archive(harness, gone)
        assert not harness.reconciler.confirm_absences()
        first = await hourly(harness)
        (doubted,) = harness.reconciler.status().doubted
        assert (doubted.table, doubted.count) == (TABLE, 300)
        assert doubted.numbers[:2] == ("INC0000000", "INC0000001")
        assert harness.marked() == set()
        since = doubted.since
        second = await hourly(harness)
        assert second <= first - 4  # two lists of sys_ids each, of the table and of sys_audit_delete
        assert await hourly(harness) == second
        assert harness.reconciler.status().doubted[0].since == since
        assert "300 of 1000" in str(harness.reconciler.status().warning)
        await confirm(harness)
        assert harness.marked() == set(gone)
        assert harness.reconciler.status().deleted == 300
        assert harness.reconciler.status().doubted == ()
        assert [change.type for change in harness.feed()[1000:]] == [ChangeType.DELETED] * 300
        await hourly(harness)
        assert harness.reconciler.status().warning is None


async def test_the_list_outlives_a_restart(database: Database) -> None:
    async with Compared(database, 200) as harness:
        archive(harness, harness.sys_ids[:60])
        await hourly(harness)
        harness.reconciler = harness.make()
        await harness.reconciler.open()
        assert harness.reconciler.status().doubted[0].count == 60
        await confirm(harness)
        assert harness.marked() == set(harness.sys_ids[:60])


async def test_what_is_back_before_the_confirmation_stays(database: Database) -> None:
    async with Compared(database, 200) as harness:
        archive(harness, harness.sys_ids[:60])
        await hourly(harness)
        for sys_id in harness.sys_ids[:20]:
            harness.instance.insert(TABLE, sys_id=sys_id, short_description="Back from the archive")
        await confirm(harness)
        assert harness.marked() == set(harness.sys_ids[20:60])


async def test_an_archiving_undone_cancels_the_list(database: Database) -> None:
    async with Compared(database, 200) as harness:
        archive(harness, harness.sys_ids[:60])
        await hourly(harness)
        for sys_id in harness.sys_ids[:60]:
            harness.instance.insert(TABLE, sys_id=sys_id, short_description="Back from the archive")
        await hourly(harness)
        assert harness.reconciler.status().doubted == ()
        assert not harness.reconciler.confirm_absences()
        assert harness.marked() == set()


async def test_a_role_lost_before_the_confirmation_marks_nothing_that_is_hidden(database: Database) -> None:
    async with Compared(database, 200) as harness:
        archive(harness, harness.sys_ids[:60])
        await hourly(harness)
        for sys_id in harness.sys_ids[:20]:
            harness.instance.insert(TABLE, sys_id=sys_id, short_description="Back from the archive")
        harness.simulator.rules.hide(TABLE, lambda _row: True)
        await confirm(harness)
        assert harness.marked() == set(harness.sys_ids[20:60])


async def test_a_failing_instance_keeps_the_list(database: Database) -> None:
    async with Compared(database, 200) as harness:
        archive(harness, harness.sys_ids[:60])
        await hourly(harness)
        harness.simulator.faults.add(times=None, html=True)
        await confirm(harness)
        assert harness.reconciler.status().warning
        assert (harness.marked(), harness.reconciler.status().doubted[0].count) == (set(), 60)


async def test_one_more_archived_ticket_has_only_itself_requested(database: Database) -> None:
    async with Compared(database, 800) as harness:
        archive(harness, harness.sys_ids[:400])
        await hourly(harness)
        quiet = await hourly(harness)
        archive(harness, harness.sys_ids[400:401])
        assert await hourly(harness) <= quiet + 2
        assert harness.reconciler.status().doubted[0].count == 401
        audited = harness.sys_ids[401]
        harness.instance.delete(TABLE, audited)
        await hourly(harness)
        assert harness.marked() == {audited}


async def test_tickets_out_of_a_query_that_changed_are_confirmed_too(database: Database) -> None:
    async with Compared(database, 300, query="priority!=5") as harness:
        left = harness.sys_ids[:100]
        for sys_id in left:
            harness.instance.update(TABLE, sys_id, priority="5", auto_sys_fields=False)
        await hourly(harness)
        assert harness.reconciler.status().doubted[0].count == 100
        await confirm(harness)
        assert (harness.marked(), harness.reconciler.status().left_query) == (set(left), 100)


async def test_more_absences_than_one_run_requests_are_listed_by_several_runs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rca_dashboard.sync.reconcile.absence.MOST_TO_CONFIRM", 200)
    async with Compared(database, 1000) as harness:
        archive(harness, harness.sys_ids[:300])
        await hourly(harness)
        assert harness.reconciler.status().doubted[0].count == 200
        assert "300 of 1000" in str(harness.reconciler.status().warning)
        await hourly(harness)
        assert harness.reconciler.status().doubted[0].count == 300
        await confirm(harness)
        assert harness.marked() == set(harness.sys_ids[:300])


async def test_a_reconcile_by_hand_keeps_the_list_when_there_are_more_than_it_requests(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rca_dashboard.sync.reconcile.absence.MOST_TO_CONFIRM", 200)
    async with Compared(database, 1000) as harness:
        archive(harness, harness.sys_ids[800:])
        await hourly(harness)
        archive(harness, harness.sys_ids[:150])
        await harness.reconcile()
        assert harness.reconciler.status().doubted[0].count == 350
        assert "350 of 1000" in str(harness.reconciler.status().warning)
        await confirm(harness)
        assert harness.marked() == {*harness.sys_ids[:150], *harness.sys_ids[800:]}
