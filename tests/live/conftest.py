"""What tests of the push share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Give a database with tables and no tickets."""
    database = Database(f"sqlite:///{tmp_path}/tickets.db")
    migrate(database)
    yield database
    database.close()
