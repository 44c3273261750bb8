"""A Table API, and a client of it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from rca_dashboard.servicenow.authentication.oauth import Grant, OAuth
from rca_dashboard.servicenow.client import TableClient
from tests.servicenow.authentication.oauth_calls import BY_CLIENT, TABLES, Connect, Stopwatch
from tests.servicenow.authentication.token_office import TokenOffice
from tests.servicenow.table_server import TableServer, running_table_server


@pytest.fixture
def instance() -> Iterator[TableServer]:
    """Return an instance of its own."""
    with running_table_server() as server:
        yield server


@pytest.fixture
async def client(instance: TableServer) -> AsyncIterator[TableClient]:
    """Return a client of the instance."""
    made = TableClient(instance.url, timeout_seconds=5)
    yield made
    await made.aclose()


@pytest.fixture
def office(instance: TableServer) -> TokenOffice:
    office = TokenOffice()
    instance.grant, instance.before = office.grant, office.refusal
    instance.tables = {table: {} for table in TABLES}
    return office


@pytest.fixture
def time() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
async def connect(instance: TableServer, time: Stopwatch) -> AsyncIterator[Connect]:
    made: list[TableClient] = []

    def connect(grant: Grant = BY_CLIENT) -> TableClient:
        made.append(TableClient(instance.url, OAuth(grant, monotonic=time), timeout_seconds=5))
        return made[-1]

    yield connect
    for client in made:
        await client.aclose()
