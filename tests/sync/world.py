"""The world in which a poller lives: an instance over real HTTP, our database, and time that a test moves."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rca_dashboard.domain.change import Change
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.poller import Poller
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


class World:
    """An instance, our time and our database; both clocks go on together."""

    def __init__(self, instance: TableServer, database: Database) -> None:
        self.instance = instance
        self.database = database
        self.ours = Time(instance.now + timedelta(minutes=10))
        self.woken = 0
        self.on_wake: Callable[[], None] = lambda: None
        self._clients: list[TableClient] = []
        self._pollers: list[Poller] = []

    def pass_time(self, seconds: float) -> None:
        self.instance.pass_time(seconds)
        self.ours.now += timedelta(seconds=seconds)
        self.ours.seconds += seconds

    def wake(self) -> None:
        self.woken += 1
        self.on_wake()

    def poller(self, **special: Any) -> Poller:
        """Give a new poller, as after a restart."""
        client = TableClient(self.instance.url, timeout_seconds=2, monotonic=self.ours.monotonic)
        plan = PollingPlan(**{"cron": SELDOM, **special})
        poller = Poller(
            client,
            self.database,
            plan,
            instance=self.instance.url,
            wake=self.wake,
            clock=self.ours.clock,
            monotonic=self.ours.monotonic,
        )
        self._clients.append(client)
        self._pollers.append(poller)
        return poller

    def feed(self, after: int = 0) -> list[Change]:
        """Give what was told since."""
        return list(changes_after(self.database, after, 100_000))

    def stored(self) -> dict[str, str]:
        """Give the last short description of each ticket that was told of."""
        found: dict[str, str] = {}
        for change in self.feed():
            if "short_description" in change.changes:
                found[change.sys_id] = str(change.changes["short_description"][1])
        return found

    async def aclose(self) -> None:
        for poller in self._pollers:
            await poller.stop()
        for client in self._clients:
            await client.aclose()


async def until(is_true: Callable[[], bool]) -> None:
    """Wait until something is true, for at most 5 s."""
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110 - what it waits for has no event
            await asyncio.sleep(0.005)
