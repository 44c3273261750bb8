"""Polling in REST: status, poll now, start and stop."""

from datetime import timedelta

import httpx
import pytest

from rca_dashboard.api.schemas import Answer, PollCounts, PollingStatus
from rca_dashboard.store.audit import entries_before
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.polling.poller import Poller
from tests.servicenow.table_server import TableServer
from tests.sync.sync_harness import until

PLACE = "/servicenow-polling"


async def _status(client: httpx.AsyncClient) -> dict[str, object]:
    answer = await client.get(f"{PLACE}/status")
    Answer[PollingStatus].model_validate_json(answer.content)
    return answer.json()["data"]


async def test_the_status_before_the_first_poll(client: httpx.AsyncClient, instance: TableServer) -> None:
    assert await _status(client) == {
        "health": "ok",
        "is_polling": True,
        "instance": instance.url,
        "interval": "0 0 1 1 *",
        "is_importing": False,
        "imported": 0,
        "to_import": 0,
        "failing_since": None,
        "error": None,
        "succeeded_at": None,
        "next_at": None,
        "last": None,
    }


async def test_poll_now_polls_and_answers_with_its_counts_when_it_is_done(
    client: httpx.AsyncClient, instance: TableServer
) -> None:
    for place in (1, 2, 3):
        instance.put(place)
    answer = await client.post(f"{PLACE}/poll")
    assert answer.status_code == 200, answer.text
    counts = answer.json()["data"]
    assert (counts["new"], counts["updated"], counts["hidden"], counts["error"]) == (3, 0, 0, None)
    assert counts["requests"] == len(instance.asked) > 0
    Answer[PollCounts].model_validate_json(answer.content)
    assert (await client.get("/tickets")).json()["pagination"]["totalCount"] == 3
    status = await _status(client)
    assert status["last"] == {"at": "2026-11-23T12:10:00Z", **counts}
    assert status["succeeded_at"] == "2026-11-23T12:10:00Z"


async def test_a_poll_that_fails_is_a_bad_gateway_with_the_reason(
    client: httpx.AsyncClient, instance: TableServer
) -> None:
    instance.tables.clear()
    answer = await client.post(f"{PLACE}/poll")
    assert answer.status_code == 502
    error = answer.json()["error"]
    assert error["code"] == "servicenow_unreachable"
    status = await _status(client)
    assert status["error"] == error["message"] != ""
    assert (status["health"], status["failing_since"]) == ("failing", "2026-11-23T12:10:00Z")


async def test_stop_and_start(client: httpx.AsyncClient, poller: Poller, instance: TableServer) -> None:
    poller.start()
    await until(lambda: poller.status().last is not None)
    assert (await _status(client))["next_at"] is not None
    stopped = (await client.post(f"{PLACE}/stop")).json()["data"]
    assert stopped == await _status(client)
    assert (stopped["health"], stopped["is_polling"], stopped["next_at"]) == ("paused", False, None)
    asked = len(instance.asked)
    assert (await client.post(f"{PLACE}/poll")).status_code == 200
    assert len(instance.asked) > asked
    asked = len(instance.asked)
    started = (await client.post(f"{PLACE}/start")).json()["data"]
    assert (started["health"], started["is_polling"]) == ("ok", True)
    assert started["next_at"] is not None
    await until(lambda: len(instance.asked) > asked)


async def test_a_reset_reads_again_since_a_time_and_is_written_down(
    client: httpx.AsyncClient, poller: Poller, instance: TableServer, database: Database
) -> None:
    for place in range(10):
        instance.put(place, instance.now - timedelta(hours=place))
    poller.pause()
    assert (await client.post(f"{PLACE}/poll")).json()["data"]["new"] == 1
    answer = await client.post(f"{PLACE}/reset", json={"since": "2026-11-23T10:00:00+02:00"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"] == await _status(client)
    assert (await client.post(f"{PLACE}/poll")).json()["data"]["new"] == 4
    entry = entries_before(database, None, 10)[1]
    assert (entry.username, entry.action, entry.detail) == ("ada", "polling_reset", "to 2026-11-23T08:00:00Z")


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-11-23t08:00:00z"])
async def test_a_reset_takes_whatever_is_a_time(client: httpx.AsyncClient, since: str) -> None:
    assert (await client.post(f"{PLACE}/reset", json={"since": since})).status_code == 200


@pytest.mark.parametrize("since", ["yesterday", "2026-11-23T08:00:00", "2026-11-23", "1", 1, None, True, ""])
async def test_a_reset_refuses_what_is_no_time(client: httpx.AsyncClient, since: object) -> None:
    answer = await client.post(f"{PLACE}/reset", json={"since": since})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{PLACE}/")).status_code == 404
