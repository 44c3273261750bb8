"""The bulk import in REST: status, start, stop and reset."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from rca_dashboard.api.schemas import Answer, BulkImportStatus
from rca_dashboard.domain.progress.bulk_import import ImportState
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from tests.servicenow.table_server import TableServer
from tests.sync.sync_harness import until

POLLING = "/servicenow-polling"
PLACE = f"{POLLING}/bulk-import"


@pytest.fixture
def history(instance: TableServer) -> TableServer:
    for place in range(5):
        instance.put(place, instance.now - timedelta(days=1 + place))
    return instance


async def status(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(f"{PLACE}/status")
    Answer[BulkImportStatus].model_validate_json(answer.content)
    return answer.json()["data"]


async def post(client: httpx.AsyncClient, action: str, body: object = None) -> dict[str, Any]:
    answer = await client.post(f"{PLACE}/{action}", json=body) if body else await client.post(f"{PLACE}/{action}")
    assert answer.status_code == 200, answer.text
    Answer[BulkImportStatus].model_validate_json(answer.content)
    return answer.json()["data"]


async def test_the_status_before_anything_was_imported(client: httpx.AsyncClient) -> None:
    assert await status(client) == {
        "state": "idle",
        "table": "",
        "imported": 0,
        "to_import": 0,
        "hidden": 0,
        "rows_per_second": 0.0,
        "seconds_left": None,
        "started_at": None,
        "error": None,
    }


async def test_an_import_is_started_runs_to_its_end_and_is_not_started_twice_unless_forced(
    client: httpx.AsyncClient, bulk_import: BulkImport, history: TableServer
) -> None:
    assert (await post(client, "start"))["state"] == "running"
    assert (await client.get(f"{POLLING}/status")).json()["data"]["is_importing"] is True
    await until(lambda: bulk_import.status().state is ImportState.DONE)
    told = await status(client)
    assert (told["state"], told["imported"], told["to_import"]) == ("done", 5, 5)
    polling = (await client.get(f"{POLLING}/status")).json()["data"]
    assert (polling["is_importing"], polling["imported"], polling["to_import"]) == (False, 5, 5)
    assert (await client.get("/tickets")).json()["pagination"]["totalCount"] == 5
    asked = len(history.asked)
    for body in (None, {"force": False}):
        assert (await post(client, "start", body))["state"] == "done"
    assert len(history.asked) == asked
    assert (await post(client, "start", {"force": True}))["state"] == "running"
    await until(lambda: bulk_import.status().state is ImportState.DONE)
    assert len(history.asked) > asked
    assert (await client.get("/tickets")).json()["pagination"]["totalCount"] == 5


async def test_stop_and_reset(client: httpx.AsyncClient, bulk_import: BulkImport, history: TableServer) -> None:
    assert history
    await post(client, "start")
    await until(lambda: bulk_import.status().to_import == 5)
    assert (await post(client, "stop"))["state"] in {"stopped", "done"}
    told = await post(client, "reset")
    assert (told["state"], told["imported"], told["started_at"]) == ("idle", 0, None)
    await post(client, "start")
    await until(lambda: bulk_import.status().state is ImportState.DONE)


async def test_who_steers_is_written_down(client: httpx.AsyncClient, history: TableServer) -> None:
    assert history
    await post(client, "start", {"force": True})
    await post(client, "stop")
    await post(client, "reset")
    entries = (await client.get("/audit")).json()["data"]
    assert [(entry["username"], entry["action"], entry["detail"]) for entry in entries] == [
        ("ada", "import_started", "forced"),
        ("ada", "import_stopped", ""),
        ("ada", "import_reset", ""),
    ]


@pytest.mark.parametrize("body", [{"force": "yes"}, {"force": 1}, {"strength": 1}, [], "now"])
async def test_an_invalid_body_starts_nothing(client: httpx.AsyncClient, instance: TableServer, body: object) -> None:
    answer = await client.post(f"{PLACE}/start", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert instance.asked == []
