"""Against the built-in ServiceNow, a stranger to this code: whatever happens and fails, our tickets become its own.

``CHAOS_SEEDS=500`` in the environment tries as many storms; each test's name holds its seed.
"""

import os
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from rca_dashboard.servicenow.auth import basic_auth
from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.simulator.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.poller import Poller
from tests.sync.convergence import EVERYTHING, assert_converged
from tests.sync.storm import Storm
from tests.sync.trouble import stir
from tests.sync.world import SELDOM, Time

SEEDS = int(os.environ.get("CHAOS_SEEDS", "50"))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TABLES = ("incident", "problem")
POLLS = 12


class Witness(TableClient):
    """Remembers every version that came in a whole answer."""

    def __init__(self, *arguments: Any, **special: Any) -> None:
        super().__init__(*arguments, **special)
        self.served: set[tuple[str, int]] = set()

    async def get_page(self, table: str, query: str, *, limit: int, offset: int = 0, fields: str = "") -> TablePage:
        page = await super().get_page(table, query, limit=limit, offset=offset, fields=fields)
        for record in page.records if not fields else ():
            ticket = ticket_from_record(record, table=table, instance="")
            assert ticket is not None
            self.served.add((ticket.sys_id, ticket.mod_count))
        return page


def told_versions(database: Database) -> list[tuple[str, Any]]:
    """Give the version that each event of the feed tells; a new ticket's count of 0 is told too."""
    return [(change.sys_id, change.changes["mod_count"][1]) for change in changes_after(database, 0, EVERYTHING)]


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_our_tickets_become_the_instances(seed: int, database: Database) -> None:
    chance = Random(seed)
    now = NOON
    ours = Time(NOON + timedelta(minutes=chance.uniform(-10, 10)))
    storm = Storm(chance, Instance(clock=lambda: now, seed=seed), TABLES)
    plan = PollingPlan(cron=SELDOM, tables=TABLES, batch_size=chance.choice((3, 7, 20, 1000)))
    failed = 0
    with Simulator(storm.instance) as simulator:
        client = Witness(simulator.url, basic_auth("admin", "admin"), timeout_seconds=30, monotonic=ours.monotonic)
        async with aclosing(client):
            poller = Poller(client, database, plan, clock=ours.clock, monotonic=ours.monotonic)
            for _ in range(POLLS):
                storm.rage(30)
                if chance.random() < 0.6:
                    stir(chance, simulator)
                failed += bool((await poller.poll_now()).error)
                passed = chance.choice((0.3, 1, 2, 4, 30))
                now += timedelta(seconds=passed)
                ours.seconds += passed
                if chance.random() < 0.1:
                    # A restart, which knows only what was saved.
                    poller = Poller(client, database, plan, clock=ours.clock, monotonic=ours.monotonic)
            simulator.faults.clear()
            now += timedelta(seconds=2)
            ours.seconds += 2
            result = await poller.poll_now()
            assert result.error is None
            served = set(client.served)
            await assert_converged(storm.instance, client, database, TABLES)
    told = told_versions(database)
    assert len(told) == len(set(told))
    assert set(told) == served
    print(f"seed {seed}: {len(served)} versions, {failed} of {POLLS} polls failed, {client.requests} requests")  # noqa: T201 - shown where it fails
