"""Shared fixtures for tests of the push."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from socketio import packet

from rca_dashboard.store.engine import Database
from tests.fixtures.databases import migrated_sqlite


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database with tables and no tickets."""
    database = migrated_sqlite(tmp_path / "tickets.db")
    yield database
    database.close()


@pytest.fixture
def own_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the process its Socket.IO back as it was before a harness with another JSON stood in it."""
    monkeypatch.setattr(packet.Packet, "json", packet.Packet.json)
