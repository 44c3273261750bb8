"""Shared fixtures for tests of polling, import and reconcile."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from rca_dashboard.store.engine import Database
from tests.fixtures.databases import migrated_sqlite
from tests.servicenow.table_server import TableServer, running_table_server
from tests.sync.sync_harness import SyncHarness


@pytest.fixture
def instance() -> Iterator[TableServer]:
    """Return an instance of its own."""
    with running_table_server() as server:
        yield server


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database with tables and no tickets."""
    made = migrated_sqlite(tmp_path / "tickets.db")
    yield made
    made.close()


@pytest.fixture
async def harness(instance: TableServer, database: Database) -> AsyncIterator[SyncHarness]:
    """Return the harness in which a poller lives."""
    made = SyncHarness(instance, database)
    yield made
    await made.aclose()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a reconciler ask again at once."""
    monkeypatch.setattr("rca_dashboard.sync.reconcile.requests._WAITS", (0.0, 0.0))
