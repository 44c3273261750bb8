"""Against the built-in ServiceNow, a stranger to this code: whatever happens and fails, our tickets become its own.

``CHAOS_SEEDS=500`` in the environment tries as many storms; each test's name holds its seed.
"""

import asyncio
import os
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from rca_dashboard.domain.progress.bulk_import import ImportState, ImportStatus
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.domain.tickets.change import ChangeType
from rca_dashboard.servicenow.authentication.auth import Credentials, auth_with
from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.sync.bulk_import.bulk_import import BulkImport
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.reconcile.plan import ReconcilePlan
from rca_dashboard.sync.reconcile.reconciler import Reconciler
from tests.sync.convergence import EVERYTHING, assert_converged
from tests.sync.storm import Storm
from tests.sync.sync_harness import SELDOM, Time
from tests.sync.trouble import HIDDEN_ONCE, hide_some, stir

SEEDS = int(os.environ.get("CHAOS_SEEDS", "50"))
QUICK_SEEDS = 2
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TABLES = ("incident", "problem", "change_request", "sc_req_item")
POLLS = 12
ACCOUNT = Account("reader", "a password", client_id="dashboard", client_secret="a secret", api_key="a-key")
CREDENTIALS = Credentials(
    mode="", username="reader", password="a password", client_id="dashboard", client_secret="a secret", api_key="a-key"
)
MODES = ("basic", "oauth_client_credentials", "oauth_password", "api_key")


def storms(seeds: int) -> list[Any]:
    """Return the seeds; ``make quick`` runs two of each, a second of CPU apiece."""
    return [pytest.param(seed, marks=[pytest.mark.slow] if seed >= QUICK_SEEDS else []) for seed in range(seeds)]


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
    """Return the version in each event of the feed; a new ticket's count of 0 is included."""
    feed = changes_after(database, 0, EVERYTHING)
    return [(one.sys_id, one.changes["mod_count"][1]) for one in feed if one.type is not ChangeType.DELETED]


class SyncHarness:
    """A storm over an instance, whose clock and ours go on together, minutes apart."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = NOON
        self.ours = Time(NOON + timedelta(minutes=self.chance.uniform(-10, 10)))
        self.tables = tuple(self.chance.sample(TABLES, 2))
        self.storm = Storm(self.chance, Instance(clock=lambda: self.now, seed=seed), self.tables)
        self.storm.deletes = 0.2

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.ours.seconds += seconds

    def simulator(self) -> Simulator:
        # Tokens end in the middle of a sweep, and by a clock that the client does not know.
        simulator = Simulator(self.storm.instance, account=ACCOUNT, token_seconds=20)
        if self.chance.random() < 0.4:
            hide_some(self.chance, simulator, self.tables)
        return simulator

    def client(self, url: str) -> Witness:
        auth = auth_with(replace(CREDENTIALS, mode=self.chance.choice(MODES)))
        return Witness(url, auth, timeout_seconds=30, monotonic=self.ours.monotonic)

    def poller(self, client: TableClient, database: Database, plan: PollingPlan) -> Poller:
        return Poller(client, database, plan, clock=self.ours.clock, monotonic=self.ours.monotonic)

    def bulk_import(self, client: TableClient, poller: Poller, plan: PollingPlan) -> BulkImport:
        return BulkImport(
            client,
            poller.writer,
            plan,
            server_clock=poller.server_clock,
            clock=self.ours.clock,
            monotonic=self.ours.monotonic,
        )

    def reconciler(self, client: TableClient, poller: Poller, plan: PollingPlan) -> Reconciler:
        small = ReconcilePlan(
            keys_in_a_page=self.chance.choice((5, 20, 10_000)), content_requests=self.chance.choice((0, 2, 10))
        )
        return Reconciler(client, poller, plan, small, clock=self.ours.clock, monotonic=self.ours.monotonic)

    def make_history(self) -> None:
        """Let tickets have come and changed before, some of them in shared seconds."""
        for _ in range(self.chance.randint(20, 80)):
            at = self.now - timedelta(days=self.chance.randint(1, 20))
            self.storm.create(at)
            self.storm.change(at + timedelta(seconds=self.chance.randint(0, 3)))


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rca_dashboard.sync.reconcile.requests._WAITS", (0.0, 0.0))
    monkeypatch.setattr("rca_dashboard.sync.reconcile.requests.LONGEST_WAIT_SECONDS", 0.0)


async def reconciled(reconciler: Reconciler) -> ReconcileStatus:
    reconciler.start()
    async with asyncio.timeout(30):
        return await reconciler.wait()


async def finished(bulk_import: BulkImport) -> ImportStatus:
    async with asyncio.timeout(30):
        while (status := bulk_import.status()).is_under_way:  # noqa: ASYNC110 - what it waits for has no event
            await asyncio.sleep(0.005)
    return status


@pytest.mark.parametrize("seed", storms(SEEDS))
async def test_our_tickets_become_the_instances(seed: int, database: Database) -> None:
    harness = SyncHarness(seed)
    chance = harness.chance
    plan = PollingPlan(cron=SELDOM, tables=harness.tables, batch_size=chance.choice((3, 7, 20, 1000)))
    failed = found = 0
    with harness.simulator() as simulator:
        async with aclosing(harness.client(simulator.url)) as client:
            poller = harness.poller(client, database, plan)
            imports = harness.bulk_import(client, poller, plan)
            await imports.start()
            assert (await finished(imports)).state is ImportState.DONE
            for _ in range(POLLS):
                harness.storm.rage(30)
                for _ in range(chance.randint(0, 2)):
                    stir(chance, simulator, harness.storm, besides=[HIDDEN_ONCE] * 4)
                failed += bool((await poller.poll_now()).error)
                if chance.random() < 0.2:
                    status = await reconciled(harness.reconciler(client, poller, plan))
                    found += status.deleted + status.silent
                harness.pass_time(chance.choice((0.3, 1, 2, 4, 30)))
                if chance.random() < 0.1:
                    # A restart, which knows only what was saved. Unstopped, the old one would soon try again.
                    await poller.stop()
                    poller = harness.poller(client, database, plan)
            simulator.faults.clear()
            harness.pass_time(30)
            assert (await poller.poll_now()).error is None
            status = await reconciled(harness.reconciler(client, poller, plan))
            await poller.stop()
            assert status.warning is None
            found += status.deleted + status.silent
            served = set(client.served)
            await assert_converged(simulator, client, database, harness.tables)
    told = told_versions(database)
    assert len(told) == len(set(told))
    assert set(told) == served
    print(f"seed {seed}: {len(served)} versions, {failed} of {POLLS} polls failed, {found} found")  # noqa: T201 - shown where it fails


@pytest.mark.parametrize("seed", storms(max(1, SEEDS // 5)))
async def test_our_tickets_become_the_instances_while_their_history_is_imported(seed: int, database: Database) -> None:
    harness = SyncHarness(seed)
    chance = harness.chance
    plan = PollingPlan(cron=SELDOM, tables=harness.tables, batch_size=chance.choice((3, 7, 20, 1000)))
    harness.make_history()
    with harness.simulator() as simulator:
        async with aclosing(harness.client(simulator.url)) as client:
            poller = harness.poller(client, database, plan)
            imports = harness.bulk_import(client, poller, plan)
            for _ in range(POLLS):
                harness.storm.rage(10)
                stir(chance, simulator, harness.storm)
                await imports.start()
                await poller.poll_now()
                # Stopped by a user, ended with the process, or left running.
                await chance.choice((imports.stop, imports.aclose, poller.poll_now))()
                harness.pass_time(chance.choice((0.3, 1, 2, 4, 30)))
                if chance.random() < 0.2:
                    await imports.aclose()
                    await poller.stop()
                    poller = harness.poller(client, database, plan)
                    imports = harness.bulk_import(client, poller, plan)
            simulator.faults.clear()
            await imports.aclose()
            harness.pass_time(2)
            await imports.start()
            status = await finished(imports)
            assert (status.state, status.error) == (ImportState.DONE, None)
            assert (await poller.poll_now()).error is None
            assert (await reconciled(harness.reconciler(client, poller, plan))).warning is None
            await poller.stop()
            served = set(client.served)
            await assert_converged(simulator, client, database, harness.tables)
    told = told_versions(database)
    assert len(told) == len(set(told))
    # For a ticket that changes while its page is in flight, a poll may have reported the newer version first.
    assert set(told) <= served
