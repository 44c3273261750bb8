"""The reconcile in REST: status, start and stop."""

import httpx
import pytest

from rca_dashboard.api.operations.reconcile import ReconcileAnswer
from rca_dashboard.api.schemas import Answer
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from tests.api.conftest import Keep
from tests.servicenow.table_server import TableServer
from tests.sync.sync_harness import until
from tests.tickets import make


async def _data(answer: httpx.Response) -> dict[str, object]:
    assert answer.status_code == 200, answer.text
    Answer[ReconcileAnswer].model_validate_json(answer.content)
    return answer.json()["data"]


async def _actions(client: httpx.AsyncClient) -> list[str]:
    return [entry["action"] for entry in (await client.get("/audit")).json()["data"]]


async def test_before_the_first_reconcile_there_are_no_figures(client: httpx.AsyncClient) -> None:
    status = await _data(await client.get("/reconcile/status"))
    assert (status["is_running"], status["started_at"], status["finished_at"], status["checked"]) == (
        *(False, None, None),
        0,
    )


async def test_a_reconcile_that_is_started_finds_what_polling_cannot(
    client: httpx.AsyncClient, poller: Poller, reconciler: Reconciler, instance: TableServer, keep: Keep
) -> None:
    poller.pause()  # else the reset polls at once, and may be done before the poll that counts
    for place in range(1, 41):
        instance.put(place)
    assert (await client.post("/servicenow-polling/reset", json={"since": "2000-01-01T00:00:00Z"})).status_code == 200
    assert (await client.post("/servicenow-polling/poll")).json()["data"]["new"] == 40
    keep([make(99)])  # ServiceNow has it no more
    started = await _data(await client.post("/reconcile/start"))
    assert started["is_running"] is True
    await reconciler.wait()
    done = await _data(await client.get("/reconcile/status"))
    assert (done["is_running"], done["checked"], done["deleted"], done["warning"]) == (False, 40, 1, None)
    assert "reconcile_started" in await _actions(client)


async def test_stopping_a_service_that_is_not_running_is_not_recorded(client: httpx.AsyncClient) -> None:
    await _data(await client.post("/reconcile/stop"))
    assert await _actions(client) == []


async def test_a_reconcile_is_stopped_and_a_second_start_does_nothing(
    client: httpx.AsyncClient, reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(*_: object, **__: object) -> None:
        await until(lambda: False)

    monkeypatch.setattr(reconciler._run_of_all, "run", endless)
    await client.post("/reconcile/start")
    await client.post("/reconcile/start")
    assert (await _data(await client.get("/reconcile/status")))["is_running"] is True
    await client.post("/reconcile/stop")
    await reconciler.wait()
    stopped = await _data(await client.get("/reconcile/status"))
    assert stopped["is_running"] is False
    assert "Stopped before the end" in str(stopped["warning"])
    assert await _actions(client) == ["reconcile_started", "reconcile_stopped"]


async def test_absences_are_listed_and_confirmed_once(
    client: httpx.AsyncClient, reconciler: Reconciler, poller: Poller, instance: TableServer, keep: Keep
) -> None:
    poller.pause()
    for place in range(1, 41):
        instance.put(place)
    assert (await client.post("/servicenow-polling/reset", json={"since": "2000-01-01T00:00:00Z"})).status_code == 200
    await client.post("/servicenow-polling/poll")
    await client.post("/reconcile/confirm-absences")
    assert "absences_confirmed" not in await _actions(client)
    keep([make(place) for place in range(90, 110)])
    await client.post("/reconcile/start")
    await reconciler.wait()
    (doubted,) = (await client.get("/reconcile/status")).json()["data"]["doubted"]
    assert (doubted["table"], doubted["count"], len(doubted["numbers"])) == ("incident", 20, 10)
    await _data(await client.post("/reconcile/confirm-absences"))
    await reconciler.wait()
    done = await _data(await client.get("/reconcile/status"))
    assert (done["deleted"], done["doubted"], done["warning"]) == (20, [], None)
    (entry,) = (
        entry for entry in (await client.get("/audit")).json()["data"] if entry["action"] == "absences_confirmed"
    )
    assert entry["detail"] == "20 tickets of incident"
