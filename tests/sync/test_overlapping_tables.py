"""A record in two configured tables, a parent and its child, belongs to the table of its class."""

import logging

import pytest

from rca_dashboard.domain.tickets.change import ChangeType
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.queries import ticket
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.hints import Hints
from tests.sync.sync_harness import SELDOM, SyncHarness, until

PARENT, CHILD = "incident", "u_incident_hr"
TABLES = (PARENT, CHILD)

pytestmark = pytest.mark.usefixtures("no_waiting")


def put(harness: SyncHarness, place: int, table: str = CHILD, **fields: str) -> str:
    """Put a record where ServiceNow lists it: in its own table, and in the parent's too."""
    if table != PARENT:
        harness.instance.put(place, None, table=PARENT, sys_class_name=table, **fields)
    return harness.instance.put(place, None, table=table, sys_class_name=table, **fields)


def table_of(harness: SyncHarness, sys_id: str) -> str:
    stored = ticket(harness.database, sys_id)
    assert stored is not None
    return "deleted" if stored.is_deleted else stored.table


@pytest.mark.parametrize("tables", [TABLES, TABLES[::-1]])
async def test_polls_keep_it_in_the_table_of_its_class(
    harness: SyncHarness, tables: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard")
    harness.instance.tables[CHILD] = {}
    own, child = put(harness, 1, PARENT), put(harness, 2)
    poller = harness.poller(tables=tables)
    assert (await poller.poll_now()).new == 2
    for _ in range(3):
        harness.pass_time(1)
        assert (await poller.poll_now()).updated == 0
    assert len(harness.feed()) == 2
    assert (table_of(harness, own), table_of(harness, child)) == (PARENT, CHILD)
    said = [record.getMessage() for record in caplog.records if "belong to other tables" in record.getMessage()]
    assert len(said) == 1
    assert "1 rows of the table incident" in said[0]


@pytest.mark.parametrize("tables", [TABLES, TABLES[::-1]])
async def test_an_import_and_a_reconcile_keep_it_there_and_read_nothing_twice(
    harness: SyncHarness, tables: tuple[str, ...]
) -> None:
    harness.instance.tables[CHILD] = {}
    own, child = put(harness, 1, PARENT), put(harness, 2)
    harness.pass_time(3600)
    await harness.imported(tables=tables)
    poller = harness.poller(tables=tables)
    await poller.poll_now()
    reconciler = harness.reconciler(poller, tables=tables)
    for _ in range(2):
        harness.pass_time(60)
        harness.instance.asked.clear()
        reconciler.start()
        status = await reconciler.wait()
        assert (status.deleted, status.left_query, status.silent, status.warning) == (0, 0, 0, None)
        assert not [asked for asked in harness.instance.asked if "sys_idIN" in asked.query]
    assert len(harness.feed()) == 2
    assert (table_of(harness, own), table_of(harness, child)) == (PARENT, CHILD)


async def test_a_table_configured_later_takes_its_records_over_once(harness: SyncHarness) -> None:
    harness.instance.tables[CHILD] = {}
    sys_id = put(harness, 1)
    harness.pass_time(3600)
    await harness.imported(tables=(PARENT,))
    assert table_of(harness, sys_id) == PARENT
    await harness.imported(tables=TABLES)
    poller = harness.poller(tables=TABLES)
    reconciler = harness.reconciler(poller, tables=TABLES)
    reconciler.start()
    status = await reconciler.wait()
    assert (status.deleted, status.warning, table_of(harness, sys_id)) == (0, None, CHILD)
    assert [change.type for change in harness.feed()] == [ChangeType.NEW, ChangeType.UPDATED]


async def test_a_record_whose_class_changes_moves_once_and_its_deletion_is_found(harness: SyncHarness) -> None:
    harness.instance.tables[CHILD] = {}
    sys_id = put(harness, 1, PARENT)
    for place in range(10, 14):
        put(harness, place, PARENT)
        put(harness, place + 10)
    harness.pass_time(3600)
    await harness.imported(tables=TABLES)
    put(harness, 1)
    poller = harness.poller(tables=TABLES)
    await poller.poll_now()
    assert table_of(harness, sys_id) == CHILD
    for table in TABLES:
        del harness.instance.tables[table][sys_id]
    harness.pass_time(60)
    reconciler = harness.reconciler(poller, tables=TABLES)
    reconciler.start()
    assert (await reconciler.wait()).deleted == 1
    assert table_of(harness, sys_id) == "deleted"


async def test_a_hint_for_the_parent_moves_nothing(harness: SyncHarness) -> None:
    harness.instance.tables[CHILD] = {}
    sys_id = put(harness, 1)
    poller = harness.poller(tables=TABLES)
    await poller.poll_now()
    client = TableClient(harness.instance.url)
    hints = Hints(client, poller.writer, PollingPlan(tables=TABLES, cron=SELDOM))
    asked = len(harness.instance.asked)
    hints.add(PARENT, sys_id)
    await until(lambda: len(harness.instance.asked) > asked)
    await hints.aclose()
    await client.aclose()
    assert (len(harness.feed()), table_of(harness, sys_id)) == (1, CHILD)


GRANDCHILD = "u_incident_hr_payroll"


def put_grandchild(harness: SyncHarness, place: int, tables: tuple[str, ...] = TABLES, **fields: str) -> str:
    """Put a record of a class that is not configured where both configured tables list it."""
    (sys_id,) = {harness.instance.put(place, None, table=table, **fields) for table in tables}
    return sys_id


@pytest.mark.parametrize("tables", [TABLES, TABLES[::-1], ("task", CHILD)])
@pytest.mark.parametrize("fields", [{"sys_class_name": GRANDCHILD}, {}], ids=["a class of its own", "class unreadable"])
async def test_a_class_that_is_not_configured_stays_under_the_first_table_that_lists_it(
    harness: SyncHarness, tables: tuple[str, ...], fields: dict[str, str]
) -> None:
    for table in tables:
        harness.instance.tables.setdefault(table, {})
    sys_id = put_grandchild(harness, 1, tables, state="2", **fields)
    await harness.poller(tables=tables).poll_now()
    seen = len(harness.feed())
    assert seen <= 2  # the second table may have been first to answer
    for _ in range(3):
        harness.pass_time(1)
        poller = harness.poller(tables=tables)  # as after a restart: nothing is remembered
        assert (await poller.poll_now()).updated == 0
    assert (len(harness.feed()), table_of(harness, sys_id)) == (seen, tables[0])


async def test_an_update_of_it_is_one_change_whichever_table_reads_it_first(harness: SyncHarness) -> None:
    harness.instance.tables[CHILD] = {}
    sys_id = put_grandchild(harness, 1, sys_class_name=GRANDCHILD)
    poller = harness.poller(tables=TABLES)
    await poller.poll_now()
    seen = len(harness.feed())
    for text in ("one", "two", "three"):
        harness.pass_time(1)
        put_grandchild(harness, 1, sys_class_name=GRANDCHILD, short_description=text)
        await poller.poll_now()
    assert [change.type for change in harness.feed(seen)] == [ChangeType.UPDATED] * 3
    assert table_of(harness, sys_id) == PARENT


async def test_an_import_and_a_reconcile_keep_it_too_and_read_it_once(harness: SyncHarness) -> None:
    harness.instance.tables[CHILD] = {}
    sys_id = put_grandchild(harness, 1, sys_class_name=GRANDCHILD)
    harness.pass_time(3600)
    poller = harness.poller(tables=TABLES)
    await harness.imported(writer=poller.writer, tables=TABLES)
    reconciler = harness.reconciler(poller, tables=TABLES)
    for _ in range(2):
        harness.pass_time(60)
        harness.instance.asked.clear()
        reconciler.start()
        status = await reconciler.wait()
        assert (status.deleted, status.left_query, status.silent, status.warning) == (0, 0, 0, None)
        assert not [asked for asked in harness.instance.asked if "sys_idIN" in asked.query]
    assert (len(harness.feed()), table_of(harness, sys_id)) == (1, PARENT)


async def test_it_moves_to_the_other_table_once_the_first_no_longer_lists_it(harness: SyncHarness) -> None:
    harness.instance.tables[CHILD] = {}
    sys_id = put_grandchild(harness, 1, sys_class_name=GRANDCHILD)
    for place in range(10, 16):
        put(harness, place, PARENT)
    harness.pass_time(3600)
    poller = harness.poller(tables=TABLES)
    await harness.imported(writer=poller.writer, tables=TABLES)
    del harness.instance.tables[PARENT][sys_id]
    harness.pass_time(60)
    reconciler = harness.reconciler(poller, tables=TABLES)
    reconciler.start()
    await reconciler.wait()
    assert table_of(harness, sys_id) == CHILD
