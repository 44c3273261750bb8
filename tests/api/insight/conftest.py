"""A REST app with insight."""

from collections.abc import AsyncIterator

import httpx
import pytest

from rca_dashboard.api.app import create_api
from rca_dashboard.insight.insight import Insight
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.polling.poller import Poller
from tests.api.identities import ADMIN, identified


@pytest.fixture
def insight(database: Database) -> Insight:
    return Insight(database)


@pytest.fixture
async def asking(database: Database, poller: Poller, insight: Insight) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a REST app with insight."""
    api = create_api(database, lambda: poller, insight=lambda: insight)
    transport = httpx.ASGITransport(identified(api, ADMIN))
    async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as made:
        yield made
