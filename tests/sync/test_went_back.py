"""An instance that goes back, restored or cloned over: the app shows its current state, and logs it once."""

import logging

import pytest

from rca_dashboard.domain.progress.bulk_import import ImportState
from rca_dashboard.domain.tickets.change import ChangeType, Origin
from rca_dashboard.store.audit import entries_after
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket
from rca_dashboard.store.tickets.upsert import upsert
from tests.servicenow.table_server import Asked
from tests.sync.reconcile.reconcile_harness import TABLE, Compared
from tests.sync.sync_harness import SyncHarness, until
from tests.tickets import NOON, make

pytestmark = pytest.mark.usefixtures("no_waiting")


def audited(database: Database) -> list[tuple[str, str, str]]:
    return [(entry.action, entry.subject, entry.detail) for entry in entries_after(database, 0, 100)]


async def edit(harness: Compared, count: int) -> list[dict[str, str]]:
    """Return a backup, taken before edits that polls have brought."""
    backup = [dict(record) for record in harness.instance.select(TABLE, "").records]
    for _ in range(3):
        for sys_id in harness.sys_ids[:count]:
            harness.instance.update(TABLE, sys_id, short_description="Edited after the backup")
    await harness.poller.poll_now()
    assert harness.contents() == harness.theirs()
    harness.pass_time(60)
    return backup


def bring_back(harness: Compared, backup: list[dict[str, str]]) -> None:
    for record in list(harness.instance.select(TABLE, "").records):
        harness.instance.delete(TABLE, record["sys_id"], is_audited=False)
    harness.instance.load(TABLE, backup)


async def test_a_restored_instance_is_shown_as_it_is_and_said_once(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "rca_dashboard")
    async with Compared(database, 60) as harness:
        backup = await edit(harness, 60)
        bring_back(harness, backup)
        before = len(harness.feed())
        await harness.poller.poll_now()
        status = await harness.reconcile()
        assert harness.contents() == harness.theirs()
        told = harness.feed()[before:]
        assert [change.type for change in told] == [ChangeType.UPDATED] * 60
        assert "The instance went back: 60 tickets of the table 'incident'" in str(status.warning)
        assert audited(database) == [("instance_went_back", TABLE, "60 tickets went back to an older version")]
        warnings = [record.getMessage() for record in caplog.records if "went back" in record.getMessage()]
        assert len(warnings) == 1
        assert (await harness.reconcile()).warning is None
        assert len(audited(database)) == 1
        harness.instance.update(TABLE, harness.sys_ids[0], short_description="Edited after the restore")
        await harness.poller.poll_now()
        assert harness.contents() == harness.theirs()


async def test_a_restored_record_that_was_edited_before_the_reconcile_is_shown_as_an_update(database: Database) -> None:
    async with Compared(database, 20) as harness:
        backup = await edit(harness, 20)
        bring_back(harness, backup)
        before = len(harness.feed())
        harness.instance.update(TABLE, harness.sys_ids[0], short_description="Edited after the restore")
        harness.pass_time(60)
        await harness.reconcile()
        assert harness.contents() == harness.theirs()
        assert {change.type for change in harness.feed()[before:]} == {ChangeType.UPDATED}


async def test_a_lower_version_that_the_second_read_does_not_show_is_not_believed(database: Database) -> None:
    async with Compared(database, 20) as harness:
        backup = await edit(harness, 20)
        now = [dict(record) for record in harness.instance.select(TABLE, "").records]
        bring_back(harness, backup)  # a node that lags behind answers the list, and another one the direct read
        harness.simulator.faults.add(
            times=None,
            fits=lambda asked: "sys_idIN" in asked.parameters["sysparm_query"],
            meanwhile=lambda: bring_back(harness, now),
        )
        status = await harness.reconcile()
        assert harness.contents() == {
            one["sys_id"]: (one["short_description"], int(one["sys_mod_count"])) for one in now
        }
        assert status.warning is None


async def test_a_forced_import_overwrites_and_says_so(harness: SyncHarness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "rca_dashboard")
    for place in range(30):
        harness.instance.put(place)
    backup = {sys_id: dict(row) for sys_id, row in harness.instance.tables["incident"].items()}
    for place in range(30):
        harness.instance.put(place, short_description="Edited after the backup")
    await harness.imported()
    assert set(harness.stored().values()) == {"Edited after the backup"}
    harness.instance.tables["incident"] = backup
    made = await harness.imported()
    await made.reset()
    await made.start()
    await until(lambda: made.status().state is ImportState.DONE)
    assert harness.stored() == {sys_id: row["short_description"] for sys_id, row in backup.items()}
    assert [entry[:2] for entry in audited(harness.database)] == [("instance_went_back", "incident")]
    assert sum("The instance went back: 30 tickets" in record.getMessage() for record in caplog.records) == 1


async def test_an_import_undoes_nothing_that_a_poll_brings_meanwhile(harness: SyncHarness) -> None:
    sys_id = harness.instance.put(1)
    made = harness.bulk_import()

    def poll_meanwhile(asked: Asked) -> None:
        if asked.limit > 1:
            polled = make(1, mod_count=7, short_description="Brought by a poll", sys_id=sys_id)
            upsert(harness.database, [polled], origin=Origin.POLL, at=NOON)

    harness.instance.before = poll_meanwhile
    await made.start()
    await until(lambda: made.status().state is ImportState.DONE)
    stored = ticket(harness.database, sys_id)
    assert stored is not None
    assert stored.short_description == "Brought by a poll"
    assert audited(harness.database) == []
