"""A Table API, and a client of it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from rca_dashboard.servicenow.client import TableClient
from tests.servicenow.table_server import TableServer, running_table_server


@pytest.fixture
def instance() -> Iterator[TableServer]:
    """Give an instance of its own."""
    with running_table_server() as server:
        yield server


@pytest.fixture
async def client(instance: TableServer) -> AsyncIterator[TableClient]:
    """Give a client of the instance."""
    made = TableClient(instance.url, timeout_seconds=5)
    yield made
    await made.aclose()
