"""An absence that is not a deletion is not trusted: hidden rows, lost roles, failed requests."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.simulator.http.access_rules import AccessRules
from rca_dashboard.store.engine import Database
from tests.sync.reconcile.reconcile_harness import TABLE, Compared

pytestmark = pytest.mark.usefixtures("no_waiting")

ROLES: dict[str, Callable[[AccessRules], object]] = {
    "every row is hidden": lambda rules: rules.hide(TABLE, lambda _row: True),
    "half of the rows are hidden": lambda rules: rules.hide(TABLE, lambda row: int(row["sys_id"], 16) % 2 == 0),
    "the table is denied": lambda rules: rules.deny(TABLE),
    "sys_id is not shown": lambda rules: rules.drop_fields(TABLE, "sys_id"),
    "sys_id is refused": lambda rules: rules.refuse_fields(TABLE, "sys_id"),
    "the query's field is refused": lambda rules: rules.refuse_fields(TABLE, "priority"),
}


@pytest.mark.parametrize("role", ROLES)
async def test_a_revoked_role_marks_nothing_and_warns(database: Database, role: str) -> None:
    async with Compared(database, 300, query="priority!=5") as harness:
        before = harness.contents()
        ROLES[role](harness.simulator.rules)
        status = await harness.reconcile()
        assert status.warning
        assert (status.deleted, status.left_query, status.silent) == (0, 0, 0)
        assert harness.contents() == before
        assert status.requests <= 10


async def test_a_query_that_has_lost_its_meaning_marks_nothing(database: Database) -> None:
    async with Compared(database, 300, query="u_region=north^priority!=5") as harness:
        harness.simulator.rules.invalid_query_returns_no_rows = True
        for sys_id in harness.sys_ids:
            harness.instance.update(TABLE, sys_id, work_start="2026-11-23 12:00:00")
        status = await harness.reconcile()
        assert "300 of 300 tickets" in str(status.warning)
        assert (status.deleted, status.left_query, harness.marked()) == (0, 0, set())


@pytest.mark.parametrize(("count", "is_believed"), [(10, True), (20, False)])
async def test_without_an_audit_at_most_a_twentieth_may_be_gone(
    database: Database, count: int, *, is_believed: bool
) -> None:
    async with Compared(database, 300) as harness:
        for sys_id in harness.sys_ids[:count]:
            harness.instance.delete(TABLE, sys_id, is_audited=False)
        status = await harness.reconcile()
        assert status.deleted == (count if is_believed else 0)
        assert harness.marked() == (set(harness.sys_ids[:count]) if is_believed else set())
        assert (status.warning is None) == is_believed


async def test_an_audit_that_may_not_be_read_is_no_failure(database: Database) -> None:
    async with Compared(database, 100) as harness:
        harness.simulator.rules.deny("sys_audit_delete")
        for sys_id in harness.sys_ids[:50]:
            harness.instance.delete(TABLE, sys_id)
        status = await harness.reconcile()
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
    monkeypatch.setattr("tests.sync.reconcile.reconcile_harness.TableClient", Uncounted)
    async with Compared(database, 300) as harness:
        gone, hidden = harness.sys_ids[:2]
        harness.instance.delete(TABLE, gone)
        harness.simulator.rules.hide(TABLE, lambda row: row["sys_id"] == hidden)
        status = await harness.reconcile()
        assert (status.deleted, harness.marked()) == (1, {gone})
        assert "1 of 300 tickets of the table 'incident' are missing" in str(status.warning)
        harness.simulator.rules.clear()
        assert (await harness.reconcile()).warning is None


async def test_deleted_rows_are_distinguished_from_hidden_ones(database: Database) -> None:
    async with Compared(database, 1000) as harness:
        hidden, gone = harness.sys_ids[500:508], harness.sys_ids[501:540:3]
        for sys_id in gone:
            harness.instance.delete(TABLE, sys_id)
        harness.simulator.rules.hide(TABLE, lambda row: row["sys_id"] in hidden)
        assert (await harness.reconcile()).deleted == len(gone)
        assert harness.marked() == set(gone)


async def test_a_failure_on_the_way_marks_nothing_and_is_logged_once(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard.sync.reconcile.reconciler")
    async with Compared(database, 100) as harness:
        harness.reconciler = harness.make(keys_in_a_page=10)
        harness.instance.delete(TABLE, harness.sys_ids[0])
        for _ in range(2):
            harness.simulator.faults.add(
                times=None, after=3, fits=lambda asked: asked.parameters["sysparm_limit"] == "10", html=True
            )
            status = await harness.reconcile()
            assert "a web page instead of JSON" in str(status.warning)
            assert (status.checked, status.deleted, harness.marked()) == (30, 0, set())
            harness.simulator.faults.clear()
        assert (await harness.reconcile()).deleted == 1
        messages = [record.getMessage() for record in caplog.records]
        assert [message.split(":")[0] for message in messages] == [
            "Reconcile",
            "Compared 99 rows with ServiceNow",
            "Reconcile recovered.",
        ]
