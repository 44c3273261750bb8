"""Ingestion alone, to be killed: a poller, an import and a database, without Reflex.

``python -m tests.sync.ingest_process URL DATABASE_URL TABLES BATCH_SIZE [SECONDS]`` says ``ready``, imports, and polls
with so many seconds between two polls, or none.
"""

import asyncio
import sys

from rca_dashboard.servicenow.authentication.auth import basic_auth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller


async def ingest(url: str, database_url: str, tables: str, batch_size: str, seconds: str = "0") -> None:
    database = Database(database_url)
    migrate(database)
    client = TableClient(url, basic_auth("admin", "admin"))
    plan = PollingPlan(cron="0 0 1 1 *", tables=tuple(tables.split(",")), batch_size=int(batch_size))
    poller = Poller(client, database, plan)
    bulk_import = BulkImport(client, poller.writer, plan, server_clock=poller.server_clock)
    await bulk_import.resume()
    while True:
        await poller.poll_now()
        await asyncio.sleep(float(seconds))


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201 - whoever kills it waits for this
    asyncio.run(ingest(*sys.argv[1:]))
