"""Transient failures: nothing is lost, each outage is logged once, and polling continues."""

import logging
import socket
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.responses import JSONResponse, Response

from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.progress.polls import recent_polls
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.servicenow.table_server import Asked, cut_connection
from tests.sync.sync_harness import SELDOM, SyncHarness

FAULTS: dict[str, Callable[[], Response]] = {
    "HTML with 200": lambda: Response("<html>Instance Hibernating</html>", media_type="text/html"),
    "503": lambda: Response(status_code=503),
    "429": lambda: JSONResponse({"error": {"message": "Rate limit exceeded"}}, 429, {"Retry-After": "2"}),
    "401": lambda: JSONResponse({"error": {"message": "User Not Authenticated"}}, 401),
    "truncated JSON": lambda: Response('{"result": [{"sys_id": {"val'),
    "cut connection": cut_connection,
    "error beside result": lambda: JSONResponse({"result": [], "error": {"message": "Transaction cancelled"}}),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_in_mid_sweep_loses_nothing_and_reads_no_page_twice(harness: SyncHarness, name: str) -> None:
    poller = harness.poller(batch_size=10)
    await poller.poll_now()
    harness.pass_time(60)
    for place in range(45):
        harness.instance.put(place, harness.instance.now - timedelta(seconds=place // 3))
    pages: list[str] = []
    is_broken = True

    def fault(asked: Asked) -> Response | None:
        if is_broken and len(pages) == 4:
            return FAULTS[name]()
        pages.append(asked.query if asked.limit == 10 else "")
        return None

    harness.instance.before = fault
    for _ in range(3):
        result = await poller.poll_now()
        assert result.error
        assert poller.status().health is PollerHealth.FAILING
        harness.pass_time(10)
    is_broken = False
    harness.instance.put(99)
    result = await poller.poll_now()
    assert result.error is None
    assert (poller.status().health, poller.status().error) == (PollerHealth.OK, None)
    assert len(harness.stored()) == 46
    assert len(harness.feed()) == 46
    swept = [page for page in pages if page]
    assert len(swept) == len(set(swept))


async def test_an_outage_is_logged_once_when_it_begins_and_once_when_it_ends(
    harness: SyncHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "rca_dashboard")
    harness.instance.tables["problem"] = {}
    poller = harness.poller(tables=("incident", "problem"))
    await poller.poll_now()
    began = harness.ours.now
    harness.instance.before = lambda _asked: Response(status_code=503)
    for _ in range(20):
        await poller.poll_now()
        harness.pass_time(180)
    status = poller.status()
    assert (status.failing_since, status.health) == (began, PollerHealth.FAILING)
    harness.instance.before = lambda _asked: None
    await poller.poll_now()
    begin, end = (record.getMessage() for record in caplog.records)
    assert begin.startswith("Polling incident, problem failed: ServiceNow at 127.0.0.1")
    assert end == "Polling incident, problem recovered after 1 h 0 min (20 failed attempts)."
    assert poller.status().failing_since is None


async def test_a_status_is_pushed_when_it_changes_and_not_while_it_stays(harness: SyncHarness) -> None:
    poller = harness.poller()
    await poller.poll_now()
    woken: list[int] = []
    for status in (503, 503, None, None):
        harness.instance.before = lambda _asked, status=status: Response(status_code=status) if status else None
        before = harness.woken
        await poller.poll_now()
        woken.append(harness.woken - before)
    assert woken == [1, 0, 1, 0]


async def test_polls_that_fail_and_the_one_that_recovers_are_recorded(harness: SyncHarness) -> None:
    harness.instance.put(1)
    poller = harness.poller()
    await poller.poll_now()
    harness.instance.before = lambda _asked: Response(status_code=503)
    await poller.poll_now()
    harness.instance.before = lambda _asked: None
    harness.pass_time(60)
    await poller.poll_now()
    harness.pass_time(60)
    await poller.poll_now()
    assert [bool(poll.error) for poll in recent_polls(harness.database)] == [False, True, False]


async def test_one_denied_table_does_not_stop_the_others(harness: SyncHarness) -> None:
    harness.instance.tables["problem"] = {}
    harness.instance.before = lambda asked: Response(status_code=403) if asked.table == "problem" else None
    harness.instance.put(1)
    poller = harness.poller(tables=("problem", "missing", "incident"))
    result = await poller.poll_now()
    assert result.new == 1
    status = poller.status()
    assert status.error is not None
    assert "'problem' (403)" in status.error
    assert "no table 'missing'" in status.error
    assert "'incident'" not in status.error
    harness.pass_time(60)
    harness.instance.put(2)
    assert (await poller.poll_now()).new == 1


async def test_an_instance_in_trouble_gets_one_small_request_and_not_one_for_each_table(harness: SyncHarness) -> None:
    tables = ("incident", "problem", "change_request", "sc_req_item")
    harness.instance.tables = {table: {} for table in tables}
    harness.instance.before = lambda _asked: Response(status_code=401)
    poller = harness.poller(tables=tables)
    for tries in range(1, 4):
        await poller.poll_now()
        harness.pass_time(60)
        assert [(asked.limit, asked.fields) for asked in harness.instance.asked] == [(1, "sys_id")] * tries
    assert poller.status().error is not None


async def test_a_retry_after_is_respected_even_on_request(harness: SyncHarness) -> None:
    poller = harness.poller()
    await poller.poll_now()
    harness.instance.before = lambda _asked: Response(status_code=429, headers={"Retry-After": "30"})
    await poller.poll_now()
    harness.instance.before = lambda _asked: None
    asked = len(harness.instance.asked)
    harness.pass_time(29)
    result = await poller.poll_now()
    assert (result.requests, len(harness.instance.asked)) == (0, asked)
    assert result.error is not None
    assert "(429)" in result.error
    harness.pass_time(2)
    assert (await poller.poll_now()).error is None


async def test_a_database_that_fails_is_said_and_then_caught_up_with(harness: SyncHarness) -> None:
    poller = harness.poller()
    await poller.poll_now()
    harness.pass_time(60)
    harness.instance.put(1)
    with harness.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE ticket RENAME TO elsewhere")
    result = await poller.poll_now()
    assert result.error is not None
    assert poller.status().error == result.error
    with harness.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO ticket")
    harness.pass_time(60)
    assert (await poller.poll_now()).new == 1


async def test_a_dead_host_is_one_sentence_in_the_status(harness: SyncHarness) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = TableClient(f"http://127.0.0.1:{taken.getsockname()[1]}")
        poller = Poller(client, harness.database, PollingPlan(cron=SELDOM))
        await poller.poll_now()
        await client.aclose()
    assert poller.status().error == (
        f"ServiceNow at {client.host} cannot be reached (no connection): check SERVICENOW_URL and the network."
    )
    assert poller.status().succeeded_at is None
