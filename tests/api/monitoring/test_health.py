"""Health, readiness and metrics."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from rca_dashboard.api.app import create_api
from rca_dashboard.api.operations.polling import Polling
from rca_dashboard.domain.progress.poll import PollerStatus
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.sync.polling.poller import Poller
from tests.api.conftest import Keep
from tests.servicenow.table_server import TableServer
from tests.sync.steered import steered
from tests.tickets import make


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    made = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield made
    made.close()


async def _get(database: Database, poller: Poller | Polling, path: str) -> httpx.Response:
    polling = steered(poller).poller if isinstance(poller, Poller) else poller
    transport = httpx.ASGITransport(create_api(database, lambda: polling))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.get(path)


async def test_the_app_is_alive_without_a_database(poller: Poller) -> None:
    answer = await _get(Database("sqlite:////nowhere/at/all.db"), poller, "/health")
    assert (answer.status_code, answer.json()) == (200, {"success": True, "data": {"status": "ok"}})


async def test_the_app_is_ready_when_its_tables_are_made(empty: Database, poller: Poller) -> None:
    early = await _get(empty, poller, "/ready")
    assert (early.status_code, early.json()["error"]["code"]) == (503, "not_ready")
    migrate(empty)
    assert (await _get(empty, poller, "/ready")).status_code == 200
    with empty.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = 'older'"))
    outdated = await _get(empty, poller, "/ready")
    assert outdated.json()["error"] == {"code": "not_ready", "message": "The database's tables are not up to date yet."}


async def test_the_app_is_not_ready_while_its_database_is_away(
    client: httpx.AsyncClient, database: Database, tmp_path: Path
) -> None:
    assert (await client.get("http://app/ready")).status_code == 200
    database.close()
    (tmp_path / "tickets.db").rename(tmp_path / "away.db")
    (tmp_path / "tickets.db").mkdir()
    answer = await client.get("http://app/ready")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_ready")
    assert "tickets.db" not in answer.text


@pytest.mark.parametrize(("silence", "status"), [(1.0, 200), (44.0, 200), (90.0, 503)])
async def test_a_push_that_no_longer_runs_makes_the_app_not_ready(
    database: Database, poller: Poller, silence: float, status: int
) -> None:
    api = create_api(database, lambda: steered(poller).poller, push_silence=lambda: silence)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://app") as client:
        answer = await client.get("/ready")
    assert answer.status_code == status
    assert status == 200 or answer.json()["error"]["message"] == "The change feed has not been sent for 90 s."


async def test_the_figures_are_those_of_the_database_and_the_poller(
    client: httpx.AsyncClient, keep: Keep, instance: TableServer
) -> None:
    keep([make(1, priority=1), make(2, is_active=False, priority=1)])
    instance.put(9)
    await client.post("/servicenow-polling/poll")
    answer = await client.get("http://app/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["rca_tickets", "true"] == 2
    assert found["rca_tickets", "false"] == 1
    assert found["rca_tickets_high_priority",] == 1
    assert found["rca_feed_changes_total",] == 3
    assert (found["rca_polling_health", "ok"], found["rca_polling_health", "failing"]) == (1, 0)
    assert found["rca_polling_last_tickets", "new"] == 1
    assert found["rca_polling_last_requests",] == len(instance.asked)
    assert found["rca_polling_last_success_timestamp_seconds",] == instance.now.timestamp() + 600


async def test_a_database_that_hangs_is_named_and_the_app_is_alive_meanwhile(
    database: Database, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rca_dashboard.api.monitoring.health.DATABASE_SECONDS", 0.1)
    let_go = threading.Event()
    hanging = create_engine("sqlite://", creator=lambda: let_go.wait(30))
    monkeypatch.setattr(database, "_reader", hanging)
    api = create_api(database, lambda: steered(poller).poller)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://app") as client:
        answers = await asyncio.gather(*(client.get("/ready") for _ in range(50)))
        assert {answer.status_code for answer in answers} == {503}
        assert "The database has not answered" in answers[0].text
        assert (await client.get("/health")).status_code == 200
        let_go.set()


async def test_a_deleted_file_is_noticed_and_named_without_its_path(client: httpx.AsyncClient, tmp_path: Path) -> None:
    assert (await client.get("http://app/ready")).status_code == 200
    (tmp_path / "tickets.db").unlink()
    answer = await client.get("http://app/ready")
    assert answer.status_code == 503
    assert "deleted or replaced" in answer.text
    assert "tickets.db" not in answer.text
    assert not (tmp_path / "tickets.db").exists()  # no empty one was made in its place


async def test_polls_that_no_longer_end_make_the_app_not_ready(database: Database, poller: Poller) -> None:
    class Hanging:
        def status(self) -> PollerStatus:
            return replace(poller.status(), is_overdue=True, error="No poll has ended since 10:00:00 UTC.")

    hanging = cast("Polling", Hanging())
    answer = await _get(database, hanging, "/ready")
    assert (answer.status_code, answer.json()["error"]["message"]) == (503, "No poll has ended since 10:00:00 UTC.")
