"""Shared helpers for tests of the import: the imported history, and its progress."""

from datetime import timedelta

from rca_dashboard.domain.progress.bulk_import import ImportPlace, ImportState, ImportStatus
from rca_dashboard.store.progress.import_places import load_places
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from tests.servicenow.table_server import Asked
from tests.sync.sync_harness import SyncHarness, until


def put_history(harness: SyncHarness, rows: int, table: str = "incident", first: int = 0, in_a_second: int = 1) -> None:
    """Put rows whose order is that of their places."""
    for place in range(first, first + rows):
        ago = timedelta(days=100) - timedelta(seconds=(place - first) // in_a_second)
        harness.instance.put(place, harness.instance.now - ago, table=table)


def place_of(harness: SyncHarness, table: str = "incident") -> ImportPlace:
    """Return how far a table's import has come."""
    return load_places(harness.database)[table]


def is_page(asked: Asked) -> bool:
    """Tell a page of rows from a count or a list of keys."""
    return not asked.fields


async def done(bulk_import: BulkImport) -> ImportStatus:
    """Wait for an import's end, and give its last status."""
    await until(lambda: bulk_import.status().state is ImportState.DONE)
    return bulk_import.status()
