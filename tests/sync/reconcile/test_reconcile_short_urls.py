"""Where a proxy allows only short URLs (414), lists of sys_ids are halved until they fit."""

import pytest

from rca_dashboard.store.engine import Database
from tests.sync.reconcile.reconcile_harness import TABLE, Compared

pytestmark = pytest.mark.usefixtures("no_waiting")


def allow_urls_of(harness: Compared, most: int) -> None:
    harness.simulator.faults.add(
        times=None, status=414, fits=lambda asked: len(asked.parameters.get("sysparm_query", "")) > most
    )


async def test_deletions_and_updates_are_found_through_a_proxy_that_allows_short_urls(database: Database) -> None:
    async with Compared(database, 1000) as harness:
        gone, silent = harness.sys_ids[:400], harness.sys_ids[400:600]
        for sys_id in gone:
            harness.instance.delete(TABLE, sys_id)
        for sys_id in silent:
            harness.instance.update(TABLE, sys_id, short_description="Put out", auto_sys_fields=False)
            harness.instance.update(TABLE, sys_id, auto_sys_fields=False, sys_mod_count="3")
        allow_urls_of(harness, 2000)
        status = await harness.reconcile()
        assert (status.warning, status.deleted, status.silent) == (None, 400, 200)
        assert harness.marked() == set(gone)
        assert status.requests <= 50


async def test_hidden_rows_are_found_among_deleted_ones_there(database: Database) -> None:
    async with Compared(database, 1000) as harness:
        hidden, gone = harness.sys_ids[500:508], harness.sys_ids[501:540:3]
        for sys_id in gone:
            harness.instance.delete(TABLE, sys_id)
        harness.simulator.rules.hide(TABLE, lambda row: row["sys_id"] in hidden)
        allow_urls_of(harness, 300)
        assert (await harness.reconcile()).deleted == len(gone)
        assert harness.marked() == set(gone)


async def test_where_not_even_one_fits_the_sentence_names_the_url(database: Database) -> None:
    async with Compared(database, 100) as harness:
        harness.instance.delete(TABLE, harness.sys_ids[0])
        harness.simulator.faults.add(
            times=None, status=414, fits=lambda asked: "sys_idIN" in asked.parameters.get("sysparm_query", "")
        )
        status = await harness.reconcile()
        assert "too long (414)" in str(status.warning)
        assert harness.marked() == set()
