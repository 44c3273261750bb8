"""A database that fails is said in the status without its address, and in the log with it."""

import logging
from pathlib import Path

import pytest

from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.store.engine import Database
from tests.servicenow.table_server import TableServer
from tests.sync.sync_harness import SyncHarness


async def _failing_poll(instance: TableServer, database: Database) -> str:
    harness = SyncHarness(instance, database)
    poller = harness.poller()
    result = await poller.poll_now()
    status = poller.status()
    await harness.aclose()
    assert status.health is PollerHealth.FAILING
    assert result.error == status.error
    assert status.error
    return status.error


async def test_the_status_names_neither_host_nor_user(instance: TableServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "rca_dashboard.sync")
    error = await _failing_poll(instance, Database("postgresql://reader:hunter2@127.0.0.1:1/tickets"))
    assert error == "The database is unavailable; see the app's log."
    (line,) = caplog.messages
    assert "postgresql+psycopg://reader:***@127.0.0.1:1/tickets" in line
    assert "hunter2" not in line


async def test_the_status_names_no_file(
    instance: TableServer, database: Database, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.WARNING, "rca_dashboard.sync")
    with database.read() as session:
        session.connection()
    (tmp_path / "tickets.db").unlink()
    error = await _failing_poll(instance, database)
    assert "deleted or replaced" in error
    assert "tickets.db" not in error
    assert "tickets.db" in caplog.messages[0]
