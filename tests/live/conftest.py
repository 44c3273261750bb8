"""What tests of the push share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rca_dashboard.store.engine import Database
from tests.fixtures.databases import migrated_sqlite


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Give a database with tables and no tickets."""
    database = migrated_sqlite(tmp_path / "tickets.db")
    yield database
    database.close()
