"""A row that cannot be stored stops neither its table nor the cursor, and is tried again."""

import logging

import pytest

from rca_dashboard.domain.progress.rejected_row import RejectedRow
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.progress.rejected_rows import put_rejected, rejected_rows
from tests.sync.reconcile.reconcile_harness import Compared
from tests.sync.sync_harness import SyncHarness
from tests.tickets import NOON

TOO_LONG = "e" * 3_000


async def test_a_poll_goes_on_without_the_row_and_logs_it_once(
    harness: SyncHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "rca_dashboard.sync")
    for place in range(1, 8):
        harness.instance.put(place)
    harness.instance.put(9, sys_id=TOO_LONG, number="INC0000009")
    poller = harness.poller(batch_size=3)
    result = await poller.poll_now()
    assert (result.error, result.new) == (None, 7)
    harness.pass_time(60)
    harness.instance.put(10)
    assert (await poller.poll_now()).new == 1
    (row,) = rejected_rows(harness.database, 10)
    assert (row.table, row.ticket_id, row.tries) == ("incident", "INC0000009", 1)
    assert "more than 255 characters" in row.reason
    assert len([line for line in caplog.messages if "INC0000009" in line]) == 1


async def test_an_import_goes_on_without_the_row(harness: SyncHarness) -> None:
    for place in range(1, 8):
        harness.instance.put(place)
    harness.instance.put(9, sys_id=TOO_LONG)
    await harness.imported(batch_size=3)
    assert len(rejected_rows(harness.database, 10)) == 1
    assert latest_seq(harness.database) == 7


async def test_a_reconcile_tries_rows_again_and_forgets_those_that_are_gone(database: Database) -> None:
    async with Compared(database, 5) as compared:
        with database.write() as session:
            put_rejected(session.connection(), [_rejected(compared.sys_ids[0]), _rejected("f" * 32)])
        asked = len(compared.simulator.requests)
        await compared.reconcile()
        assert any(compared.sys_ids[0] in str(one) for one in list(compared.simulator.requests)[asked:])
    assert rejected_rows(database, 10) == ()


def _rejected(sys_id: str) -> RejectedRow:
    return RejectedRow(
        table="incident", key=sys_id, ticket_id="INC1", digest=1, reason="too odd", since=NOON, last_at=NOON
    )
