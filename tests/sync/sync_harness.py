"""A poller with an instance over real HTTP, a database, and controllable time."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rca_dashboard.domain.progress.bulk_import import ImportState
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.hints import Hints
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.sync.writer import Writer
from tests.servicenow.table_server import TableServer

# Never comes by itself during a test.
SELDOM = "0 0 1 1 *"


class Time:
    """Our clock, ten minutes off the instance's unless a test says otherwise."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.seconds = 1000.0

    def clock(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds


class SyncHarness:
    """An instance, our time and our database; both clocks go on together."""

    def __init__(self, instance: TableServer, database: Database) -> None:
        self.instance = instance
        self.database = database
        self.ours = Time(instance.now + timedelta(minutes=10))
        self.woken = 0
        self.on_wake: Callable[[], None] = lambda: None
        self._clients: list[TableClient] = []
        self._pollers: list[Poller] = []
        self._imports: list[BulkImport] = []

    def pass_time(self, seconds: float) -> None:
        self.instance.pass_time(seconds)
        self.ours.now += timedelta(seconds=seconds)
        self.ours.seconds += seconds

    def wake(self) -> None:
        self.woken += 1
        self.on_wake()

    def poller(self, client: TableClient | None = None, **special: Any) -> Poller:
        """Return a new poller, as after a restart."""
        poller = Poller(
            client or self.client(),
            self.database,
            PollingPlan(**{"cron": SELDOM, **special}),
            instance=self.instance.url,
            wake=self.wake,
            clock=self.ours.clock,
            monotonic=self.ours.monotonic,
        )
        self._pollers.append(poller)
        return poller

    def poller_of(self, database: Database) -> Poller:
        """Return a poller that writes to a database as a leader does, and whose connections the harness closes."""
        poller = Poller(
            self.client(),
            database,
            PollingPlan(cron=SELDOM),
            instance=self.instance.url,
            wake=self.wake,
            clock=self.ours.clock,
            monotonic=self.ours.monotonic,
        )
        self._pollers.append(poller)
        return poller

    def hints(self, writer: Writer) -> Hints:
        """Return a queue of hints."""
        return Hints(self.client(), writer, PollingPlan(cron=SELDOM), wake=self.wake)

    def bulk_import(
        self, writer: Writer | None = None, client: TableClient | None = None, **special: Any
    ) -> BulkImport:
        """Return a new import, as after a restart; it goes by real seconds."""
        client = client or self.client()
        made = BulkImport(
            client,
            writer or Writer(self.database),
            PollingPlan(**{"cron": SELDOM, **special}),
            server_clock=ServerClock(client, self.ours.monotonic),
            wake=self.wake,
            clock=self.ours.clock,
            monotonic=self.ours.monotonic,
        )
        self._imports.append(made)
        return made

    def reconciler(self, poller: Poller, **special: Any) -> Reconciler:
        """Return a new reconciler, as after a restart."""
        return Reconciler(
            self.client(),
            poller,
            PollingPlan(**{"cron": SELDOM, **special}),
            ReconcilePlan(),
            wake=self.wake,
            clock=self.ours.clock,
            monotonic=self.ours.monotonic,
        )

    async def imported(self, **special: Any) -> BulkImport:
        """Return an import that has run to its end."""
        made = self.bulk_import(**special)
        await made.start()
        await until(lambda: made.status().state is ImportState.DONE)
        return made

    def client(self) -> TableClient:
        """Return a client of the instance, which the harness closes."""
        client = TableClient(self.instance.url, timeout_seconds=20, monotonic=self.ours.monotonic)
        self._clients.append(client)
        return client

    def feed(self, after: int = 0) -> list[Change]:
        """Return the changes since."""
        return list(changes_after(self.database, after, 100_000))

    def stored(self) -> dict[str, str]:
        """Return the last short description of each ticket in the feed."""
        found: dict[str, str] = {}
        for change in self.feed():
            if "short_description" in change.changes:
                found[change.sys_id] = str(change.changes["short_description"][1])
        return found

    async def aclose(self) -> None:
        for made in self._imports:
            await made.aclose()
        for poller in self._pollers:
            await poller.stop()
        for client in self._clients:
            await client.aclose()


async def until(is_true: Callable[[], bool], *, seconds: float = 5) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(seconds):
        while not is_true():  # noqa: ASYNC110 - what it waits for has no event
            await asyncio.sleep(0.005)
