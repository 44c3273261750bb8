"""Several workers on a real PostgreSQL; SQLite has one worker."""

import pytest

from tests.store.conftest import database, postgresql_template, postgresql_url

__all__ = ["database", "postgresql_template", "postgresql_url"]


@pytest.fixture
def kind() -> str:
    """Return which database it is."""
    return "postgresql"
