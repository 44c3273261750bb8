"""An account whose queries use another zone than UTC: nothing is read until that is fixed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.servicenow.authentication.auth import basic_auth
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.sync.sync_harness import SELDOM

Served = Callable[..., Poller]


@pytest.fixture
async def poller_of(database: Database) -> AsyncIterator[Served]:
    """A function that gives a poller of an instance, which does not know the account's zone."""
    async with AsyncExitStack() as stack:

        def poller_of(simulator: Simulator, *tables: str) -> Poller:
            client = TableClient(stack.enter_context(simulator).url, basic_auth("admin", "admin"), timeout_seconds=5)
            stack.push_async_callback(client.aclose)
            plan = PollingPlan(
                cron=SELDOM, tables=tables or ("incident", "problem"), is_import_enabled=False, trusts_zone=False
            )
            poller = Poller(client, database, plan)
            stack.push_async_callback(poller.stop)
            return poller

        yield poller_of


def instance_with_an_old_problem() -> Instance:
    instance = Instance()
    instance.insert("problem", at=datetime.now(UTC) - timedelta(days=3))
    return instance


@pytest.mark.parametrize(("zone", "told"), [("America/Phoenix", "UTC-07:00"), ("Asia/Kolkata", "UTC+05:30")])
async def test_another_zone_stops_polling_until_it_is_gone(
    poller_of: Served, database: Database, zone: str, told: str
) -> None:
    instance = instance_with_an_old_problem()
    elsewhere = poller_of(Simulator(instance, account=Account(time_zone=zone)))
    for _ in range(2):
        error = (await elsewhere.poll_now()).error
        assert error is not None
        assert f"in {told} and not in UTC" in error
    assert elsewhere.status().health is PollerHealth.FAILING
    instance.insert("incident", short_description="Printer on fire")
    await elsewhere.poll_now()
    assert not changes_after(database, 0, 10)
    mended = poller_of(Simulator(instance))
    result = await mended.poll_now()
    assert (result.error, result.new) == (None, 1)


async def test_the_zone_is_tried_once(poller_of: Served) -> None:
    simulator = Simulator(instance_with_an_old_problem())
    poller = poller_of(simulator)
    assert (await poller.poll_now()).error is None
    first = len(simulator.requests)
    assert (await poller.poll_now()).requests == 2
    assert first == 2 + 3, "a sweep of each table; the newest row of each, and one found again by its time"


async def test_an_instance_without_rows_is_polled_and_tried_when_there_is_one(poller_of: Served) -> None:
    instance = Instance()
    poller = poller_of(Simulator(instance, account=Account(time_zone="America/Phoenix")), "incident")
    assert (await poller.poll_now()).error is None
    instance.insert("incident")
    assert "UTC-07:00" in str((await poller.poll_now()).error)
