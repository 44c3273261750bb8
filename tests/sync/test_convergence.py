"""Against the built-in ServiceNow, a stranger to this code: whatever happens and fails, our tickets become its own."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from rca_dashboard.domain.change import fold
from rca_dashboard.domain.json_types import Json
from rca_dashboard.servicenow.auth import basic_auth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.simulator.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.poller import Poller
from tests.sync.world import SELDOM, Time

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Storm:
    """Tickets that come and change at random, in seconds shared by many, while answers fail at random."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = NOON
        self.instance = Instance(clock=lambda: self.now, seed=seed)
        self.sys_ids: list[str] = []

    def rage(self) -> None:
        for _ in range(self.chance.randint(0, 40)):
            # Up to 5 s late: a transaction that commits after its stamp.
            at = self.now - timedelta(seconds=self.chance.choice((0, 0, 0, 1, 5)))
            if self.sys_ids and self.chance.random() < 0.5:
                sys_id = self.chance.choice(self.sys_ids)
                self.instance.update("incident", sys_id, at=at, short_description=f"Changed {self.chance.random()}")
            else:
                self.sys_ids.append(self.instance.insert("incident", at=at, short_description="Printer on fire"))

    def spoil(self, simulator: Simulator) -> None:
        kind = self.chance.choice(("html", "truncated", "error_beside_result", "cut", "status"))
        options = {"status": self.chance.choice((401, 500, 503))} if kind == "status" else {kind: True}
        simulator.faults.add(times=self.chance.randint(1, 3), **options)


@asynccontextmanager
async def simulator_and_client(storm: Storm, ours: Time) -> AsyncIterator[tuple[Simulator, TableClient]]:
    with Simulator(storm.instance) as simulator:
        client = TableClient(simulator.url, basic_auth("admin", "admin"), timeout_seconds=5, monotonic=ours.monotonic)
        async with aclosing(client):
            yield simulator, client


@pytest.mark.parametrize("seed", range(6))
async def test_our_tickets_become_the_instances(seed: int, database: Database) -> None:
    storm, ours = Storm(seed), Time(NOON + timedelta(minutes=7))
    async with simulator_and_client(storm, ours) as (simulator, client):
        plan = PollingPlan(cron=SELDOM, batch_size=7)
        poller = Poller(client, database, plan, clock=ours.clock, monotonic=ours.monotonic)
        for _ in range(25):
            storm.rage()
            if storm.chance.random() < 0.4:
                storm.spoil(simulator)
            await poller.poll_now()
            passed = storm.chance.choice((0.3, 1, 2, 4))
            storm.now += timedelta(seconds=passed)
            ours.seconds += passed
        simulator.faults.clear()
        result = await poller.poll_now()
    assert result.error is None
    feed = changes_after(database, 0, 100_000)
    assert [change.seq for change in feed] == list(range(1, len(feed) + 1))
    folded: dict[str, dict[str, Json]] = {}
    for change in feed:
        folded[change.sys_id] = fold(folded.get(change.sys_id, {}), change.changes)
    assert {sys_id: (one["short_description"], str(one["mod_count"])) for sys_id, one in folded.items()} == {
        record["sys_id"]: (record["short_description"], record["sys_mod_count"])
        for record in storm.instance.records("incident")
    }
