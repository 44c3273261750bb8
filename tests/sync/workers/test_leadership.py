"""Which worker leads: one at a time, another one soon after it is gone, and nothing that failed is reported twice."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from sqlalchemy import text
from starlette.responses import Response

from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.store.engine import Database
from rca_dashboard.sync.polling.poller import Poller
from rca_dashboard.sync.workers import leadership as leadership_module
from rca_dashboard.sync.workers.hint_relay import HintRelay
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.leadership import Leadership
from rca_dashboard.sync.workers.lease_keeper import SharedKeeper, Term
from rca_dashboard.sync.workers.order_desk import OrderDesk, OrderTaker
from rca_dashboard.sync.workers.orders import NoLeaderError
from rca_dashboard.sync.workers.status import LeaderStatus
from rca_dashboard.sync.workers.steering import Steering
from tests.servicenow.table_server import TableServer, running_table_server
from tests.sync.sync_harness import SyncHarness, until


@pytest.fixture
def instance() -> Iterator[TableServer]:
    with running_table_server() as server:
        yield server


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leadership_module, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(leadership_module, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(leadership_module, "_NEWS_SECONDS", 0.01)
    monkeypatch.setattr("rca_dashboard.sync.workers.order_desk.LOOK_SECONDS", 0.05)


class WorkerOfTest:
    """A worker without browsers: it takes part, leads with a real poller, and orders."""

    def __init__(self, name: str, harness: SyncHarness, database: Database) -> None:
        self.name = name
        self.terms: list[Term] = []
        self._harness = harness
        self.database = database
        self.leadership = Leadership(SharedKeeper(database, name), self._open)
        desk = OrderDesk(database, wait_seconds=3)
        self.steering = Steering(self.leadership, desk, HintRelay(self.leadership, database))
        self._task: asyncio.Task[None] | None = None

    @property
    def leads(self) -> bool:
        return self.leadership.leader is not None

    def start(self) -> None:
        self._task = asyncio.create_task(self.leadership.run())

    async def stop(self) -> None:
        assert self._task
        self._task.cancel()
        await asyncio.wait({self._task})

    @asynccontextmanager
    async def _open(self, term: Term, earlier: LeaderStatus) -> AsyncGenerator[Leader]:
        self.terms.append(term)
        poller = self._harness.poller_of(term.database)
        poller.follow(earlier.poller, earlier.waits)
        writer = poller.writer
        leader = Leader(
            client=self._harness.client(),
            poller=poller,
            hints=self._harness.hints(writer),
            bulk_import=self._harness.bulk_import(writer),
            reconciler=self._harness.reconciler(poller),
            checks=tuple,
            database=term.database,
        )
        poller.start()
        taking = asyncio.create_task(OrderTaker(leader, term.number).run())
        try:
            yield leader
        finally:
            taking.cancel()
            await asyncio.wait({taking})
            await poller.stop()


Make = Callable[..., WorkerOfTest]


@pytest.fixture
async def make(database: Database, instance: TableServer) -> AsyncIterator[Make]:
    """Return a function that makes a worker with its own connections to the same database."""
    harnesses: list[SyncHarness] = []
    made: list[WorkerOfTest] = []

    def worker(name: str, url: str = "") -> WorkerOfTest:
        own = Database(url or database.engine.url.render_as_string(hide_password=False))
        harnesses.append(SyncHarness(instance, own))
        made.append(WorkerOfTest(name, harnesses[-1], own))
        made[-1].start()
        return made[-1]

    yield worker
    for each in made:
        await each.stop()
    for harness in harnesses:
        await harness.aclose()
        harness.database.close()


async def test_one_worker_leads_and_another_one_does_when_it_stops(make: Make) -> None:
    one, two = make("one"), make("two")
    await until(lambda: one.leads or two.leads)
    first, second = (one, two) if one.leads else (two, one)
    await second.leadership.settled()
    assert not second.leads
    await first.stop()
    await until(lambda: second.leads)
    assert second.terms[0].number == first.terms[0].number + 1
    first.start()


async def test_polls_of_several_workers_are_those_of_one(make: Make, instance: TableServer) -> None:
    workers = [make(str(number)) for number in range(4)]
    await until(lambda: any(worker.leads for worker in workers))
    for worker in workers:
        await worker.leadership.settled()
    assert sum(worker.leads for worker in workers) == 1
    leader = next(worker for worker in workers if worker.leads)
    await leader.steering.poller.poll_now()
    asked = len(instance.asked)
    await asyncio.gather(*(worker.steering.poller.poll_now() for worker in workers))
    assert len(instance.asked) - asked <= 3  # one poll that was under way, and one for all who ordered


async def test_an_order_at_a_follower_is_carried_out_by_the_leader_and_shown_everywhere(make: Make) -> None:
    one = make("one")
    await until(lambda: one.leads)
    two, three = make("two"), make("three")
    await two.leadership.settled()
    await two.steering.poller.pause()
    assert one.steering.poller.status().health is PollerHealth.PAUSED
    assert two.steering.poller.status().health is PollerHealth.PAUSED
    await until(lambda: three.steering.poller.status().health is PollerHealth.PAUSED)
    result = await three.steering.poller.poll_now()
    assert (result.error, result.requests > 0) == (None, True)
    assert await two.steering.reconciler.stop() is False
    assert (await two.steering.bulk_import.stop()).imported == 0


async def test_without_a_leader_no_order_is_said_to_be_done(make: Make, database: Database) -> None:
    one, two = make("one"), make("two")
    await until(lambda: one.leads or two.leads)
    first, second = (one, two) if one.leads else (two, one)
    await second.leadership.settled()
    with database.write() as session:  # a leader that does not answer: its lease is renewed by somebody
        session.connection().execute(text("UPDATE lease SET number = number + 1, holder = 'a stranger'"))
        session.connection().execute(text("UPDATE lease SET ends_at = now() + interval '50 seconds'"))
    await until(lambda: not first.leads)
    with pytest.raises(NoLeaderError):
        await second.steering.poller.poll_now()


async def test_an_outage_goes_on_at_the_next_leader_and_is_logged_once(
    make: Make, instance: TableServer, caplog: pytest.LogCaptureFixture
) -> None:
    instance.before = lambda _asked: Response(status_code=503)
    one = make("one")
    await until(lambda: one.leads and one.steering.poller.status().health is PollerHealth.FAILING)
    since = one.steering.poller.status().failing_since
    two = make("two")
    await until(lambda: two.steering.poller.status().health is PollerHealth.FAILING)
    await one.stop()
    await until(lambda: two.leads)
    status = two.steering.poller.status()
    assert (status.health, status.failing_since) == (PollerHealth.FAILING, since)
    instance.before = lambda _asked: None
    await two.steering.poller.poll_now()
    await until(lambda: two.steering.poller.status().health is PollerHealth.OK)
    assert caplog.text.count("Polling incident failed") == 1
    assert caplog.text.count("Polling incident recovered") == 1
    one.start()


async def test_a_retry_after_is_kept_to_by_the_next_leader(make: Make, instance: TableServer) -> None:
    instance.before = lambda _asked: Response(status_code=429, headers={"Retry-After": "3600"})
    one = make("one")
    await until(lambda: one.leads and one.steering.poller.status().health is PollerHealth.FAILING)
    asked = len(instance.asked)
    two = make("two")
    await until(lambda: two.steering.poller.status().health is PollerHealth.FAILING)
    await one.stop()
    await until(lambda: two.leads)
    assert (await two.steering.poller.poll_now()).error
    assert len(instance.asked) == asked
    one.start()


async def test_connections_that_are_cut_change_no_leader(make: Make, database: Database) -> None:
    one = make("one")
    await until(lambda: one.leads)
    with database.write() as session:
        session.connection().execute(_CUT_ALL_OTHERS)
    poller = cast("Poller", one.leadership.leader and one.leadership.leader.poller)
    renewed = one.leadership
    await asyncio.wait_for(_polled(poller), 5)
    assert renewed.leader is not None
    assert len(one.terms) == 1


_CUT_ALL_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def _polled(poller: Poller) -> None:
    while (await poller.poll_now()).error:  # noqa: ASYNC110 - it polls
        await asyncio.sleep(0.05)
