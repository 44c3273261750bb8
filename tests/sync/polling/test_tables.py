"""Several tables: each with its own cursor, labels and failures, and one login for all."""

import logging
from collections import Counter

import pytest
from starlette.responses import JSONResponse, Response

from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.servicenow.authentication.oauth import OAuth, client_credentials
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.progress.cursors import load_cursor
from rca_dashboard.store.queries import ticket
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.servicenow.authentication.token_office import CLIENT, TokenOffice
from tests.servicenow.table_server import Asked
from tests.sync.sync_harness import SELDOM, SyncHarness

TABLES = ("incident", "problem", "change_request", "sc_req_item")


@pytest.fixture
def four_tables(harness: SyncHarness) -> SyncHarness:
    harness.instance.tables = {table: {} for table in TABLES}
    return harness


def put_everywhere(harness: SyncHarness, place: int, **fields: str) -> None:
    """Put one record into each table; their places are far apart, as sys_ids are."""
    for number, table in enumerate(TABLES):
        harness.instance.put(place + number * 1000, table=table, **fields)


def told(harness: SyncHarness, after: int = 0) -> Counter[str]:
    return Counter(change.table for change in harness.feed(after))


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("1", ("New", "1", "1", "Open")),
        ("3", ("On Hold", "3", "Closed", "Closed Complete")),
        ("4", ("4", "4", "Canceled", "Closed Incomplete")),
        ("7", ("Closed", "7", "7", "Closed Skipped")),
        ("107", ("107", "Closed", "107", "107")),
        ("-5", ("-5", "-5", "New", "Pending")),
        ("-100", ("-100",) * 4),
    ],
)
async def test_a_states_label_depends_on_the_table(
    four_tables: SyncHarness, state: str, labels: tuple[str, ...]
) -> None:
    put_everywhere(four_tables, 1, state=state)
    await four_tables.poller(tables=TABLES).poll_now()
    statuses: list[str] = []
    for number, table in enumerate(TABLES):
        stored = ticket(four_tables.database, f"{1 + number * 1000:032x}")
        assert stored is not None
        assert stored.table == table
        statuses.append(stored.status)
    assert tuple(statuses) == labels


async def test_a_table_that_is_forbidden_for_an_hour_stops_no_other_and_is_caught_up_with(
    four_tables: SyncHarness, caplog: pytest.LogCaptureFixture
) -> None:
    harness, instance = four_tables, four_tables.instance
    caplog.set_level(logging.INFO, "rca_dashboard")
    put_everywhere(harness, 1)
    poller = harness.poller(tables=TABLES, batch_size=10)
    assert (await poller.poll_now()).new == 4
    before = {table: load_cursor(harness.database, table) for table in TABLES}
    instance.before = lambda asked: Response(status_code=403) if asked.table == "problem" else None
    began = harness.ours.now
    for step in range(10):
        harness.pass_time(360)
        for place in range(15):
            put_everywhere(harness, 100 + step * 20 + place)
        result = await poller.poll_now()
        assert (result.new, result.error is not None) == (45, True)
        status = poller.status()
        assert (status.health, status.error) == (PollerHealth.FAILING, result.error)
        assert "'problem' (403)" in str(status.error)
        assert "give the account a role" in str(status.error)
        assert not [table for table in TABLES if table != "problem" and table in str(status.error)]
    assert status.failing_since is not None
    assert (status.failing_since - began).total_seconds() == 360
    after = {table: load_cursor(harness.database, table) for table in TABLES}
    assert [table for table in TABLES if after[table] == before[table]] == ["problem"]
    assert told(harness) == {"incident": 151, "change_request": 151, "sc_req_item": 151, "problem": 1}
    instance.before = lambda _asked: None
    harness.pass_time(360)
    assert (await poller.poll_now()).new == 150
    assert told(harness) == dict.fromkeys(TABLES, 151)
    assert (poller.status().health, poller.status().error) == (PollerHealth.OK, None)
    begin, end = (record.getMessage() for record in caplog.records)
    assert begin.startswith("Polling problem failed: ServiceNow at 127.0.0.1")
    assert end == "Polling problem recovered after 1 h 0 min (10 failed attempts)."


async def test_a_table_forbidden_from_the_start_is_read_once_it_may_be(four_tables: SyncHarness) -> None:
    harness = four_tables
    for place in range(25):
        put_everywhere(harness, place)
    harness.instance.before = lambda asked: Response(status_code=403) if asked.table == "incident" else None
    poller = harness.poller(tables=TABLES, batch_size=10)
    assert (await poller.poll_now()).new == 75
    assert load_cursor(harness.database, "incident").since is None
    harness.instance.before = lambda _asked: None
    harness.pass_time(3600)
    for place in range(25):
        harness.instance.put(place)
    assert (await poller.poll_now()).new == 25
    assert told(harness) == dict.fromkeys(TABLES, 25)


async def test_each_table_reports_its_own_failure_and_recovers_on_its_own(
    four_tables: SyncHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard")
    harness = four_tables
    cancelled = {"result": [], "error": {"message": "Transaction cancelled: maximum execution time exceeded"}}
    failures: dict[str, Response] = {
        "problem": Response(status_code=403),
        "change_request": JSONResponse(cancelled),
        "sc_req_item": JSONResponse({"error": {"message": "Invalid table sc_req_item"}}, 400),
    }
    harness.instance.before = lambda asked: failures.get(asked.table)
    poller = harness.poller(tables=TABLES)
    put_everywhere(harness, 1)
    assert (await poller.poll_now()).new == 1
    error = str(poller.status().error)
    assert "'problem' (403)" in error
    assert "'change_request' (Transaction cancelled" in error
    assert "no table 'sc_req_item'" in error
    for table in list(failures):
        del failures[table]
        harness.pass_time(60)
        assert (await poller.poll_now()).new == 1
    assert poller.status().error is None
    assert told(harness) == dict.fromkeys(TABLES, 1)
    messages = [record.getMessage() for record in caplog.records]
    for table in TABLES[1:]:
        assert [message.split(":")[0] for message in messages if message.startswith(f"Polling {table} ")] == [
            f"Polling {table} failed",
            next(message for message in messages if message.startswith(f"Polling {table} recovered")),
        ]


async def test_a_token_that_ends_in_mid_sweep_of_four_tables_is_renewed_once_and_no_poll_fails(
    four_tables: SyncHarness,
) -> None:
    harness, office = four_tables, TokenOffice()
    for place in range(50):
        put_everywhere(harness, place)
    pages: Counter[str] = Counter()

    def end_the_token_at_the_third_page(asked: Asked) -> Response | None:
        pages[asked.table] += 1
        if pages[asked.table] == 3 and len(office.asked) == 1:
            office.revoke()
        return office.refusal(asked)

    harness.instance.before, harness.instance.grant = end_the_token_at_the_third_page, office.grant
    client = TableClient(harness.instance.url, OAuth(client_credentials(*CLIENT.values())), timeout_seconds=5)
    plan = PollingPlan(cron=SELDOM, tables=TABLES, batch_size=10)
    poller = Poller(client, harness.database, plan, clock=harness.ours.clock)
    result = await poller.poll_now()
    await client.aclose()
    assert (result.new, result.error) == (200, None)
    assert told(harness) == dict.fromkeys(TABLES, 50)
    assert len(office.asked) == 2
