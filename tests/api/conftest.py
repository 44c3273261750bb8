"""The REST app, in front of a real database and a real poller."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from rca_dashboard.api.app import create_api
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from tests.api.identities import ADMIN, identified
from tests.api.running_app import RunningApp
from tests.fixtures.databases import migrated_sqlite
from tests.servicenow.table_server import TableServer, running_table_server
from tests.sync.steered import steered
from tests.sync.sync_harness import SyncHarness
from tests.tickets import NOON

Keep = Callable[[Sequence[Ticket]], None]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = migrated_sqlite(tmp_path / "tickets.db")
    yield made
    made.close()


@pytest.fixture
def instance() -> Iterator[TableServer]:
    with running_table_server() as server:
        yield server


@pytest.fixture
async def harness(instance: TableServer, database: Database) -> AsyncIterator[SyncHarness]:
    made = SyncHarness(instance, database)
    yield made
    await made.aclose()


@pytest.fixture
def poller(harness: SyncHarness) -> Poller:
    return harness.poller()


@pytest.fixture
def bulk_import(harness: SyncHarness, poller: Poller) -> BulkImport:
    return harness.bulk_import(poller.writer)


@pytest.fixture
async def reconciler(harness: SyncHarness, poller: Poller) -> AsyncIterator[Reconciler]:
    made = harness.reconciler(poller)
    yield made
    await made.aclose()


@pytest.fixture
def api(database: Database, poller: Poller, bulk_import: BulkImport, reconciler: Reconciler) -> FastAPI:
    steering = steered(poller, bulk_import, reconciler)
    return create_api(
        database,
        lambda: steering.poller,
        importing=lambda: steering.bulk_import,
        reconciling=lambda: steering.reconciler,
    )


@pytest.fixture
async def client(api: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """A client that may everything."""
    transport = httpx.ASGITransport(identified(api, ADMIN))
    async with httpx.AsyncClient(transport=transport, base_url="http://app/api/v1") as made:
        yield made


@pytest.fixture
def keep(database: Database) -> Keep:
    """Store tickets as a poll does."""

    def store(tickets: Sequence[Ticket]) -> None:
        upsert(database, tickets, origin=Origin.POLL, at=NOON)

    return store


@pytest.fixture
def served(database: Database, instance: TableServer) -> Iterator[Callable[..., str]]:
    """A function that serves the app for real, with a page mounted behind it as Reflex does, and gives its address.

    Its argument are headers that each answer is to have.
    """
    running: list[RunningApp] = []

    def serve(headers: Mapping[str, str] | None = None) -> str:
        running.append(RunningApp(database, instance.url, headers or {}))
        return running[-1].start()

    yield serve
    for each in running:
        each.stop()
