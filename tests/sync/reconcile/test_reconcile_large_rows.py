"""Absences are looked up completely where a page was shortened because so many rows do not fit into one body."""

import pytest

from rca_dashboard.servicenow import body
from rca_dashboard.servicenow.paging import page_sizes
from rca_dashboard.store.engine import Database
from tests.sync.reconcile.reconcile_harness import TABLE, Compared

pytestmark = pytest.mark.usefixtures("no_waiting")


def limit_bodies(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    for module in (body, page_sizes):
        monkeypatch.setattr(module, "LONGEST_BODY", length)


@pytest.mark.parametrize("length", [3_000, 20_000])
async def test_hidden_rows_are_distinguished_from_deleted_ones_in_small_pages(
    database: Database, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    async with Compared(database, 400) as harness:
        hidden, gone = harness.sys_ids[100:104], harness.sys_ids[200:215]
        for sys_id in gone:
            harness.instance.delete(TABLE, sys_id, is_audited=False)
        harness.simulator.rules.hide(TABLE, lambda row: row["sys_id"] in hidden)
        limit_bodies(monkeypatch, length)
        status = await harness.reconcile()
        assert (status.deleted, harness.marked()) == (len(gone), set(gone))


@pytest.mark.parametrize("length", [4_500, 9_000])
async def test_deletions_that_the_audit_lists_are_all_found_in_small_pages(
    database: Database, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    async with Compared(database, 400) as harness:
        gone = harness.sys_ids[:180]
        for sys_id in gone:
            harness.instance.delete(TABLE, sys_id)
        # Deleted, restored and deleted again, so that a batch has more records than sys_ids.
        harness.instance.load(
            "sys_audit_delete",
            [
                {"sys_id": f"{place:032x}", "documentkey": sys_id, "tablename": TABLE}
                for place, sys_id in enumerate(gone * 3)
            ],
        )
        limit_bodies(monkeypatch, length)
        status = await harness.reconcile()
        assert (status.warning, status.deleted, harness.marked()) == (None, len(gone), set(gone))
